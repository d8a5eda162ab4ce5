namespace MediaClusters.Clustering.Quality;

/// <summary>
/// Adjusted Rand index of two groupings of the same photos (Hubert and Arabie 1985): the share of pairs both treat
/// alike, corrected for chance. 1 for the same grouping, around 0 for unrelated ones. A photo with a negative label is
/// in no group and counts as a group of its own.
/// </summary>
internal static class AdjustedRandIndex
{
    /// <summary>The index; null with fewer than two photos, since there are no pairs to treat alike.</summary>
    public static double? Between(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both groupings must have the same photos", nameof(right));
        if (left.Length < 2)
            return null;

        var (lefts, rights, both) = (new Dictionary<int, long>(), new Dictionary<int, long>(), new Dictionary<(int, int), long>());
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] >= 0)
                Count(lefts, left[i]);
            if (right[i] >= 0)
                Count(rights, right[i]);
            if (left[i] >= 0 && right[i] >= 0)
                Count(both, (left[i], right[i]));
        }

        var (inLeft, inRight, inBoth) = (Pairs(lefts.Values), Pairs(rights.Values), Pairs(both.Values));
        var expected = inLeft * inRight / Pairs(left.Length);
        var most = (inLeft + inRight) / 2;

        // Both put all photos into one group, or none with another: they agree, and chance has no part in it.
        return most > expected ? (inBoth - expected) / (most - expected) : 1;
    }

    private static void Count<T>(Dictionary<T, long> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static double Pairs(IEnumerable<long> counts) => counts.Sum(Pairs);

    private static double Pairs(long count) => count * (count - 1) / 2.0;
}
