using System.Runtime.InteropServices;

namespace MediaClusters.Evaluation.Measures;

/// <summary>Of the pairs of photos that one grouping has in a group, the share that another has in one too.</summary>
internal static class PairRecall
{
    /// <summary>The share; null when there are no such pairs.</summary>
    public static double? Of(ReadOnlySpan<int> expected, ReadOnlySpan<int> found)
    {
        var (sizes, kept) = (new Dictionary<int, long>(), new Dictionary<(int, int), long>());
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] < 0)
                continue;
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, expected[i], out _)++;
            if (found[i] >= 0)
                CollectionsMarshal.GetValueRefOrAddDefault(kept, (expected[i], found[i]), out _)++;
        }

        var all = Pairs(sizes.Values);
        return all > 0 ? Pairs(kept.Values) / all : null;
    }

    private static double Pairs(IEnumerable<long> counts) => counts.Sum(count => count * (count - 1) / 2.0);
}
