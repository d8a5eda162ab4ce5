using System.Runtime.InteropServices;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies.Hierarchy;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>
/// Cuts a tree into groups, top down: at a height that its last merge tells; again below, where a void lies between two
/// parts, as between groups that look alike; and where one or two photos hang on a much tighter group. Groups of a pet
/// differ in width, so no one height would do: two that look alike may be nearer to each other than the photos of a wide one.
/// </summary>
internal sealed class TreeCut
{
    // Fewer photos say nothing about how far strangers are apart.
    private const int LeastLeaves = 8;

    // A mean over few pairs is often low by chance: n photos merge up to (1 - this / n) of the cut.
    private const double Doubt = 0.2;

    // Two strangers may lean the same way; three hardly do.
    private const int MostStragglers = 2;

    // What they hang on has so many photos, or its width is not known.
    private const int LeastCore = 4;

    private readonly MergeTree _tree;
    private readonly Branches _branches;
    private readonly Voids _voids;
    private readonly AverageLinkageOptions _options;
    private readonly double _height;

    public TreeCut(DistanceMatrix distances, MergeTree tree, AverageLinkageOptions options)
    {
        (_tree, _options) = (tree, options);
        _branches = new Branches(tree);
        _voids = new Voids(distances, tree, _branches, options);
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
            if (_tree.Height(node) > _height * (1 - (Doubt / _branches.Photos(node).Length)))
            {
                // The smaller first, or a long chain would pile up.
                var (left, right) = Divide(part, node);
                if (_branches.Photos(left.Node).Length < _branches.Photos(right.Node).Length)
                    (left, right) = (right, left);
                open.Push(left);
                open.Push(right);
            }
            else if (_voids.FindHighest(node) is { } split)
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
                foreach (var straggler in Stragglers(node))
                {
                    foreach (var photo in _branches.Photos(straggler))
                        labels[photo] = IClusteringStrategy.Noise;
                    open.Push(new Part(straggler, []));
                }

                groups++;
            }
        }
    }

    /// <summary>Small parts of a group that are much farther from the rest than the rest is wide.</summary>
    private List<int> Stragglers(int group)
    {
        var stragglers = new List<int>();
        var open = new Stack<int>([group]);
        while (open.TryPop(out var node))
        {
            if (_branches.Photos(node).Length <= LeastCore)
                continue;
            var (core, small, height) = _tree[node];
            if (_branches.Photos(core).Length < _branches.Photos(small).Length)
                (core, small) = (small, core);
            open.Push(core);
            if (_branches.Photos(small).Length > MostStragglers)
                open.Push(small);
            else if (height > Math.Max(_options.LeastStraggle, _options.StragglerRatio * _branches.Within(core)))
                stragglers.Add(small);
        }

        return stragglers;
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

        List<int> Nearer(int photo) => _voids.Mean(photo, left) <= _voids.Mean(photo, right) ? toLeft : toRight;
    }

    /// <summary>A branch, and photos from above it that join it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Part(int Node, List<int> Joining);
}
