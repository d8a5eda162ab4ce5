using System.Runtime.InteropServices;

namespace MediaClusters.Clustering.Strategies.Hierarchy;

/// <summary>
/// A binary tree over n photos: nodes 0 to n - 1 are the photos, node n + k is the k-th merge. Both parts of a merge
/// come before it, and lie no higher.
/// </summary>
internal sealed class MergeTree(int leaves)
{
    private readonly Merge[] _merges = new Merge[Math.Max(leaves - 1, 0)];

    /// <summary>The number of photos.</summary>
    public int Leaves => leaves;

    /// <summary>The number of merges so far.</summary>
    public int Count { get; private set; }

    /// <summary>The number of nodes so far; the last is the root once all are merged.</summary>
    public int Nodes => leaves + Count;

    /// <summary>A node that is a merge.</summary>
    public Merge this[int node] => _merges[node - leaves];

    /// <summary>The height of a node; 0 for a photo.</summary>
    public float Height(int node) => node < leaves ? 0 : _merges[node - leaves].Height;

    /// <summary>Adds a merge of two nodes.</summary>
    /// <param name="left">A node that no merge has taken yet.</param>
    /// <param name="right">Another one.</param>
    /// <param name="height">How far they are apart; raised to their own heights where rounding put it below.</param>
    /// <returns>The new node.</returns>
    public int Add(int left, int right, float height)
    {
        _merges[Count] = new Merge(left, right, Math.Max(height, Math.Max(Height(left), Height(right))));
        Count++;
        return Nodes - 1;
    }
}

/// <summary>Two parts that became one.</summary>
/// <param name="Left">A node of the tree.</param>
/// <param name="Right">Another one.</param>
/// <param name="Height">How far apart they were.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Merge(int Left, int Right, float Height);
