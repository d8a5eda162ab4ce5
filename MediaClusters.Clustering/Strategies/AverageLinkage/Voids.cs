using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies.Hierarchy;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>
/// Merges across a void: even the nearest photos of the two parts are much farther apart than neighbours within them.
/// The branches of one group, however long it is, have photos between them that are not.
/// </summary>
internal sealed class Voids(DistanceMatrix distances, MergeTree tree, Branches branches, AverageLinkageOptions options)
{
    // A part of fewer photos has too few neighbours to tell a void from chance.
    private const int LeastPart = 3;

    private readonly bool?[] _known = new bool?[tree.Nodes];

    /// <summary>The highest merge of a branch across a void.</summary>
    public int? FindHighest(int branch)
    {
        int? highest = null;
        var open = new Stack<int>([branch]);
        while (open.TryPop(out var node))
        {
            if (branches.Photos(node).Length < 2 * LeastPart || tree.Height(node) <= (highest is { } found ? tree.Height(found) : 0))
                continue;
            if (_known[node] ??= IsVoid(node))
            {
                highest = node;
                continue;
            }

            var (left, right, _) = tree[node];
            open.Push(right);
            open.Push(left);
        }

        return highest;
    }

    /// <summary>Mean distance of a photo to those of a node.</summary>
    public double Mean(int photo, int node)
    {
        var row = distances.Wide(photo);
        var sum = 0.0;
        foreach (var other in branches.Photos(node))
            sum += row[distances.Place(other)];
        return sum / branches.Photos(node).Length;
    }

    private bool IsVoid(int node)
    {
        var (left, right, _) = tree[node];
        var these = branches.Photos(left);
        var those = branches.Photos(right);
        if (Math.Min(these.Length, those.Length) < LeastPart)
            return false;

        var least = Math.Max(options.LeastVoid, options.VoidRatio * Math.Max(branches.Joined(left), branches.Joined(right)));
        foreach (var photo in these)
        {
            var row = distances.Wide(photo);
            foreach (var other in those)
            {
                if (row[distances.Place(other)] < least)
                    return false;
            }
        }

        return true;
    }
}
