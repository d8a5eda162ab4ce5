namespace MediaClusters.Evaluation.Measures;

/// <summary>
/// Homogeneity (a found group holds one true group only), completeness (a true group lies in one found group) and
/// their harmonic mean (Rosenberg and Hirschberg 2007, beta 1). A photo in no group counts as a group of its own.
/// </summary>
internal sealed record VMeasure(double Homogeneity, double Completeness)
{
    public double Value => Homogeneity + Completeness > 0 ? 2 * Homogeneity * Completeness / (Homogeneity + Completeness) : 0;

    /// <summary>The measure; null without photos.</summary>
    public static VMeasure? Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> found)
    {
        if (truth.IsEmpty)
            return null;

        var (trues, founds) = (Alone(truth), Alone(found));
        var ofTruth = Entropy(trues);
        var ofFound = Entropy(founds);
        var ofBoth = Entropy(trues.Zip(founds));

        // H(truth | found) = H(both) - H(found); without any uncertainty there is none to lose.
        return new VMeasure(
            ofTruth > 0 ? Share(1 - ((ofBoth - ofFound) / ofTruth)) : 1,
            ofFound > 0 ? Share(1 - ((ofBoth - ofTruth) / ofFound)) : 1);
    }

    private static int[] Alone(ReadOnlySpan<int> labels)
    {
        var alone = labels.ToArray();
        for (var i = 0; i < alone.Length; i++)
            alone[i] = alone[i] >= 0 ? alone[i] : -1 - i;
        return alone;
    }

    private static double Entropy<T>(IEnumerable<T> labels)
        where T : notnull
    {
        var counts = labels.CountBy(label => label).Select(pair => pair.Value).ToArray();
        var all = counts.Sum();
        return counts.Sum(count => -((double)count / all * Math.Log((double)count / all)));
    }

    // Differences of logarithms may miss 0 and 1 by a rounding.
    private static double Share(double value) => Math.Abs(value) < 1e-12 ? 0 : Math.Clamp(value, 0, 1);
}
