using MediaClusters.Clustering.Strategies;
using MediaClusters.Clustering.Strategies.Hierarchy;

namespace MediaClusters.Tests.Clustering;

/// <summary>Reads trees.</summary>
internal static class Trees
{
    public static Merge[] Merges(MergeTree tree) =>
        [.. Enumerable.Range(tree.Leaves, tree.Count).Select(node => tree[node])];

    /// <summary>The parts left when no merge above the height happens, numbered by their first photo.</summary>
    public static int[] Cut(MergeTree tree, double height)
    {
        var sets = new DisjointSets(tree.Leaves);
        var first = Enumerable.Range(0, tree.Leaves).ToList();
        foreach (var merge in Merges(tree))
        {
            if (merge.Height <= height)
                sets.Join(first[merge.Left], first[merge.Right]);
            first.Add(first[merge.Left]);
        }

        var numbers = new Dictionary<int, int>();
        return [.. Enumerable.Range(0, tree.Leaves).Select(photo =>
        {
            numbers.TryAdd(sets.Find(photo), numbers.Count);
            return numbers[sets.Find(photo)];
        })];
    }
}
