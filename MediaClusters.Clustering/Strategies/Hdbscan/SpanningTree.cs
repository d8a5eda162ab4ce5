using System.Numerics;
using System.Numerics.Tensors;
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

        // A photo within the tree is infinitely far: it neither comes nearer nor is the nearest.
        var reach = cores.ToArray();
        var nearest = new float[count];
        Array.Fill(nearest, float.PositiveInfinity);
        var neighbours = new int[count];
        var last = 0;
        for (var i = 0; i < edges.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Update(distances.Row(last), reach, cores[last], last, nearest, neighbours);
            (reach[last], nearest[last]) = (float.PositiveInfinity, float.PositiveInfinity);
            var next = TensorPrimitives.IndexOfMin<float>(nearest);
            edges[i] = new Edge(nearest[next], neighbours[next], next);
            last = next;
        }

        return Link(edges, count);
    }

    private static void Update(ReadOnlySpan<float> row, ReadOnlySpan<float> reach, float core, int photo, Span<float> nearest, Span<int> neighbours)
    {
        var rows = MemoryMarshal.Cast<float, Vector<float>>(row);
        var reaches = MemoryMarshal.Cast<float, Vector<float>>(reach);
        var nears = MemoryMarshal.Cast<float, Vector<float>>(nearest);
        var whose = MemoryMarshal.Cast<int, Vector<int>>(neighbours);
        var (own, name) = (new Vector<float>(core), new Vector<int>(photo));
        for (var k = 0; k < rows.Length; k++)
        {
            var mutual = Vector.Max(Vector.Max(rows[k], reaches[k]), own);
            var nearer = Vector.LessThan(mutual, nears[k]);
            nears[k] = Vector.ConditionalSelect(nearer, mutual, nears[k]);
            whose[k] = Vector.ConditionalSelect(nearer, name, whose[k]);
        }

        for (var k = rows.Length * Vector<float>.Count; k < row.Length; k++)
        {
            var mutual = Math.Max(Math.Max(row[k], reach[k]), core);
            if (mutual < nearest[k])
                (nearest[k], neighbours[k]) = (mutual, photo);
        }
    }

    private static MergeTree Link(Edge[] edges, int count)
    {
        Array.Sort(edges, (left, right) => left.Length.CompareTo(right.Length));
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

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Edge(float Length, int From, int To);
}
