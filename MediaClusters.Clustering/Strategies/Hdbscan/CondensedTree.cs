using MediaClusters.Clustering.Strategies.Hierarchy;


namespace MediaClusters.Clustering.Strategies.Hdbscan;

/// <summary>
/// The hierarchy of the groups a pet may have: going down the tree of single linkage, a group goes on while it loses
/// single photos, and ends where it falls into two or more that are large enough. Densities are inverse distances; a
/// group is the more stable, the more of its photos stay in it over the more of them.
/// </summary>
/// <remarks>Merges at one height are taken as one, so that the order of equal distances does not matter.</remarks>
internal sealed class CondensedTree
{
    // Distances carry six decimals.
    private const float LeastDistance = 1e-6f;

    private readonly MergeTree _tree;
    private readonly Branches _branches;
    private readonly int _minClusterSize;
    private readonly double[] _weights;
    private readonly List<Group> _groups = [];
    private readonly int[] _groupOf;
    private readonly Stack<(int Node, int Group)> _open = new();
    private readonly List<int> _parts = [];
    private readonly Stack<int> _above = new();

    public CondensedTree(MergeTree tree, ReadOnlySpan<int> weights, HdbscanOptions options, CancellationToken cancellationToken)
    {
        _tree = tree;
        _branches = new Branches(tree);
        _minClusterSize = options.MinClusterSize;
        _weights = Weigh(tree, weights);
        _groupOf = new int[tree.Leaves];
        Array.Fill(_groupOf, -1);
        if (tree.Leaves > 0)
            Root((float)options.MaxReach, options.AllowSingleCluster);
        while (_open.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Follow(next.Node, next.Group);
        }
    }

    /// <summary>Picks the most stable groups of which none holds another (excess of mass), and labels their photos.</summary>
    public void Label(Span<int> labels)
    {
        var best = new double[_groups.Count];
        var chosen = new bool[_groups.Count];
        for (var group = _groups.Count - 1; group >= 0; group--)
        {
            chosen[group] = _groups[group].MayBeChosen && _groups[group].Stability >= best[group];
            if (chosen[group])
                best[group] = _groups[group].Stability;
            if (_groups[group].Parent is { } parent)
                best[parent] += best[group];
        }

        var names = new int[_groups.Count];
        var count = 0;
        for (var group = 0; group < names.Length; group++)
        {
            var above = _groups[group].Parent is { } parent ? names[parent] : IClusteringStrategy.Noise;
            names[group] = above == IClusteringStrategy.Noise && chosen[group] ? count++ : above;
        }

        for (var photo = 0; photo < labels.Length; photo++)
            labels[photo] = _groupOf[photo] >= 0 ? names[_groupOf[photo]] : IClusteringStrategy.Noise;
    }

    private static double[] Weigh(MergeTree tree, ReadOnlySpan<int> weights)
    {
        var sums = new double[tree.Nodes];
        for (var photo = 0; photo < tree.Leaves; photo++)
            sums[photo] = weights[photo];
        for (var node = tree.Leaves; node < tree.Nodes; node++)
            sums[node] = sums[tree[node].Left] + sums[tree[node].Right];
        return sums;
    }

    private static double Density(float distance) => 1.0 / Math.Max(distance, LeastDistance);

    /// <summary>Photos that stand for others alone are no group here: what they stand for has no density of its own.</summary>
    private bool IsLarge(int node) => node >= _tree.Leaves && _weights[node] >= _minClusterSize;

    /// <summary>The groups to begin with: all photos within reach of each other.</summary>
    private void Root(float maxReach, bool allowSingle)
    {
        var large = Parts(_tree.Nodes - 1, maxReach).FindAll(IsLarge);
        foreach (var node in large)
            Add(node, new Group(null, Density(maxReach), allowSingle || large.Count > 1));
    }

    private void Follow(int node, int group)
    {
        var height = _tree.Height(node);
        var density = Density(height);
        var parts = Parts(node, MathF.BitDecrement(height));
        var goesOn = parts.FindIndex(IsLarge);
        if (goesOn != parts.FindLastIndex(IsLarge))
            goesOn = -1;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (i == goesOn)
            {
                _open.Push((part, group));
                continue;
            }

            _groups[group].Stability += _weights[part] * (density - _groups[group].Birth);
            if (IsLarge(part))
                Add(part, new Group(group, density, mayBeChosen: true));
            else
                Leave(part, group);
        }
    }

    /// <summary>The branches of a node that lie no higher; good until the next call.</summary>
    private List<int> Parts(int node, float height)
    {
        _parts.Clear();
        _above.Push(node);
        while (_above.TryPop(out var part))
        {
            if (part < _tree.Leaves || _tree.Height(part) <= height)
            {
                _parts.Add(part);
                continue;
            }

            _above.Push(_tree[part].Right);
            _above.Push(_tree[part].Left);
        }

        return _parts;
    }

    private void Add(int node, Group group)
    {
        _open.Push((node, _groups.Count));
        _groups.Add(group);
    }

    private void Leave(int node, int group)
    {
        foreach (var photo in _branches.Photos(node))
            _groupOf[photo] = group;
    }

    private sealed class Group(int? parent, double birth, bool mayBeChosen)
    {
        public int? Parent => parent;

        public double Birth => birth;

        public bool MayBeChosen => mayBeChosen;

        public double Stability { get; set; }
    }
}
