namespace MediaClusters.Clustering.Strategies;

/// <summary>Union-find whose representative is always the smallest of its set.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parents;

    public DisjointSets(int count)
    {
        _parents = new int[count];
        for (var i = 0; i < count; i++)
            _parents[i] = i;
    }

    /// <summary>The smallest of the set <paramref name="item"/> is in.</summary>
    public int Find(int item)
    {
        while (_parents[item] != item)
            item = _parents[item] = _parents[_parents[item]];
        return item;
    }

    /// <summary>Makes one set of two.</summary>
    public void Join(int left, int right)
    {
        var (a, b) = (Find(left), Find(right));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
