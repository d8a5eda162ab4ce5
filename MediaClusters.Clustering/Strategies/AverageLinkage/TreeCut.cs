using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>
/// Cuts a tree into groups: at a height that its last merge tells, and again below where a void lies between two parts,
/// as between groups that look alike: two of these may be nearer to each other than the photos of a wide group, and then
/// no one height parts the former and keeps the latter whole.
/// </summary>
internal sealed class TreeCut
{
    // A part of fewer photos has too few neighbours to tell a void from chance.
    private const int LeastPart = 3;

    // Fewer photos say nothing about how far strangers are apart.
    private const int LeastLeaves = 8;

    private readonly DistanceMatrix _distances;
    private readonly MergeTree _tree;
    private readonly Branches _branches;
    private readonly double _height;
    private readonly double _voidRatio;
    private readonly double _leastVoid;
    private readonly bool?[] _voids;

    public TreeCut(DistanceMatrix distances, MergeTree tree, AverageLinkageOptions options)
    {
        (_distances, _tree) = (distances, tree);
        (_voidRatio, _leastVoid) = (options.VoidRatio, options.LeastVoid);
        _branches = new Branches(tree);
        _voids = new bool?[tree.Nodes];
        _height = tree.Leaves < LeastLeaves
            ? options.LeastCut
            : Math.Clamp(options.CutShare * tree.Height(tree.Nodes - 1), options.LeastCut, options.MostCut);
    }

    /// <summary>Labels the photos; one that weighs 1 and merges with none is noise.</summary>
    public void Label(ReadOnlySpan<int> weights, Span<int> labels, CancellationToken cancellationToken)
    {
        labels.Fill(IClusteringStrategy.Noise);
        var groups = 0;
        var open = new Stack<Part>();
        if (_tree.Leaves > 0)
            open.Push(new Part(_tree.Nodes - 1, []));
        while (open.TryPop(out var part))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var node = part.Node;
            if (_tree.Height(node) > _height)
            {
                var (left, right, _) = _tree[node];
                open.Push(new Part(right, []));
                open.Push(new Part(left, []));
            }
            else if (FindVoid(node) is { } split)
            {
                var (left, right) = Divide(part, split);
                open.Push(right);
                open.Push(left);
            }
            else if (node >= _tree.Leaves || weights[node] > 1 || part.Joining.Count > 0)
            {
                foreach (var photo in _branches.Photos(node))
                    labels[photo] = groups;
                foreach (var photo in part.Joining)
                    labels[photo] = groups;
                groups++;
            }
        }
    }

    /// <summary>The highest merge of a branch across a void.</summary>
    private int? FindVoid(int branch)
    {
        int? highest = null;
        var open = new Stack<int>([branch]);
        while (open.TryPop(out var node))
        {
            if (_branches.Photos(node).Length < 2 * LeastPart || _tree.Height(node) <= (highest is { } found ? _tree.Height(found) : 0))
                continue;
            if (_voids[node] ??= IsVoid(node))
            {
                highest = node;
                continue;
            }

            var (left, right, _) = _tree[node];
            open.Push(right);
            open.Push(left);
        }

        return highest;
    }

    private bool IsVoid(int node)
    {
        var (left, right, _) = _tree[node];
        var these = _branches.Photos(left);
        var those = _branches.Photos(right);
        if (Math.Min(these.Length, those.Length) < LeastPart)
            return false;

        var least = Math.Max(_voidRatio * Math.Max(_branches.Joined(left), _branches.Joined(right)), _leastVoid);
        foreach (var photo in these)
        {
            var row = _distances.Row(photo);
            foreach (var other in those)
            {
                if (row[other] < least)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Two parts of one; photos of it that the void does not touch join the nearer.</summary>
    private (Part Left, Part Right) Divide(Part part, int split)
    {
        var (left, right, _) = _tree[split];
        var (toLeft, toRight) = (new List<int>(), new List<int>());
        foreach (var photo in part.Joining)
            Nearer(photo).Add(photo);
        foreach (var photo in _branches.Photos(part.Node))
        {
            if (!_branches.Holds(split, photo))
                Nearer(photo).Add(photo);
        }

        return (new Part(left, toLeft), new Part(right, toRight));

        List<int> Nearer(int photo) => Mean(photo, left) <= Mean(photo, right) ? toLeft : toRight;
    }

    private double Mean(int photo, int node)
    {
        var row = _distances.Row(photo);
        var sum = 0.0;
        foreach (var other in _branches.Photos(node))
            sum += row[other];
        return sum / _branches.Photos(node).Length;
    }

    /// <summary>A branch, and photos from above it that join it.</summary>
    private readonly record struct Part(int Node, List<int> Joining);
}
