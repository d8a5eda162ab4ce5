namespace MediaClusters.Clustering.Strategies.Hierarchy;

/// <summary>What there is to know of each node of a tree besides its height.</summary>
internal sealed class Branches
{
    private readonly MergeTree _tree;
    private readonly int[] _order;
    private readonly int[] _first;
    private readonly int[] _sizes;
    private readonly float[] _joined;
    private readonly float[] _within;

    public Branches(MergeTree tree)
    {
        _tree = tree;
        var nodes = tree.Leaves + tree.Count;
        (_sizes, _first, _order) = (new int[nodes], new int[nodes], new int[tree.Leaves]);
        (_joined, _within) = (new float[nodes], new float[nodes]);
        Measure();
        Order();
    }

    /// <summary>The photos of a node.</summary>
    public ReadOnlySpan<int> Photos(int node) => _order.AsSpan(_first[node], _sizes[node]);

    /// <summary>Whether a photo is of a node.</summary>
    public bool Holds(int node, int photo)
    {
        var place = _first[photo] - _first[node];
        return place >= 0 && place < _sizes[node];
    }

    /// <summary>Mean height at which the photos of a node were first merged: about how far the nearest photo is. 0 for a photo alone.</summary>
    public float Joined(int node) => _joined[node];

    /// <summary>Mean distance between two photos of a node; 0 for a photo alone.</summary>
    public float Within(int node) => _within[node];

    private void Measure()
    {
        for (var photo = 0; photo < _tree.Leaves; photo++)
            _sizes[photo] = 1;
        for (var node = _tree.Leaves; node < _sizes.Length; node++)
        {
            var (left, right, height) = _tree[node];
            _sizes[node] = _sizes[left] + _sizes[right];
            _joined[node] = (Sum(left, height) + Sum(right, height)) / _sizes[node];
            var across = (double)_sizes[left] * _sizes[right];
            _within[node] = (float)(((_within[left] * Pairs(left)) + (_within[right] * Pairs(right)) + (height * across)) / Pairs(node));
        }
    }

    private double Pairs(int node) => (double)_sizes[node] * (_sizes[node] - 1) / 2;

    private float Sum(int part, float height) => part < _tree.Leaves ? height : _joined[part] * _sizes[part];

    /// <summary>Puts the photos in such an order that those of every node lie side by side.</summary>
    private void Order()
    {
        for (var node = _sizes.Length - 1; node >= _tree.Leaves; node--)
        {
            var (left, right, _) = _tree[node];
            _first[left] = _first[node];
            _first[right] = _first[node] + _sizes[left];
        }

        for (var photo = 0; photo < _tree.Leaves; photo++)
            _order[_first[photo]] = photo;
    }
}
