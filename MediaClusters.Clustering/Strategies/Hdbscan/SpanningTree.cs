using System.Runtime.InteropServices;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies.Hierarchy;

namespace MediaClusters.Clustering.Strategies.Hdbscan;

/// <summary>
/// The minimum spanning tree of the photos by mutual reachability, the largest of the distance of two photos and their
/// core distances, as the tree of single linkage. Prim 1957, a row at a time: O(n^2).
/// </summary>
internal static class SpanningTree
{
    /// <summary>Builds the tree; photos that are no distance from each other merge at 0.</summary>
    /// <param name="distances">Of all pairs.</param>
    /// <param name="cores">Core distance of each photo, finite.</param>
    /// <param name="cancellationToken">Checked once a row.</param>
    public static MergeTree Build(DistanceMatrix distances, ReadOnlySpan<float> cores, CancellationToken cancellationToken)
    {
        var count = distances.Count;
        var edges = new Edge[Math.Max(count - 1, 0)];
        var frontier = new Frontier(distances, cores);
        var last = 0;
        for (var i = 0; i < edges.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            edges[i] = frontier.Take(last);
            last = edges[i].To;
        }

        return Link(edges, count);
    }

    private static MergeTree Link(Edge[] edges, int count)
    {
        Array.Sort(Array.ConvertAll(edges, edge => edge.Length), edges);
        var tree = new MergeTree(count);
        var sets = new DisjointSets(count);
        var nodes = new int[count];
        for (var i = 0; i < count; i++)
            nodes[i] = i;
        foreach (var (length, from, to) in edges)
        {
            var (one, other) = (sets.Find(from), sets.Find(to));
            sets.Join(one, other);
            nodes[Math.Min(one, other)] = tree.Add(nodes[one], nodes[other], length);
        }

        return tree;
    }
}

/// <summary>The shortest way from the tree to a photo outside of it.</summary>
/// <param name="Length">By mutual reachability.</param>
/// <param name="From">A photo of the tree.</param>
/// <param name="To">One outside.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Edge(float Length, int From, int To);
