namespace MediaClusters.Evaluation.Measures;

/// <summary>
/// The share of photos that are where they belong: of each found group those of its most frequent true group, and of
/// the photos left out those that belong to none. So an outlier in a group is wrong, and so is a grouped photo left out.
/// </summary>
internal static class Purity
{
    /// <summary>The share; null without photos.</summary>
    public static double? Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> found)
    {
        if (truth.IsEmpty)
            return null;

        var right = 0;
        var together = new Dictionary<(int Found, int True), int>();
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] < 0 && found[i] < 0)
                right++;
            else if (truth[i] >= 0 && found[i] >= 0)
                together[(found[i], truth[i])] = together.GetValueOrDefault((found[i], truth[i])) + 1;
        }

        right += together.GroupBy(pair => pair.Key.Found, pair => pair.Value).Sum(counts => counts.Max());
        return (double)right / truth.Length;
    }
}
