namespace MediaClusters.Evaluation.Pets;

/// <summary>
/// Which seeds serve which purpose. Defaults, weights and thresholds of the engine are chosen on the tuning range
/// alone; the held-out range answers whether they were chosen well, and nothing is ever changed to suit it.
/// </summary>
internal static class PetSeeds
{
    public const int FirstTuning = 1;
    public const int LastTuning = 999;
    public const int FirstHeldOut = 1_000_000;
    public const int LastHeldOut = 1_000_999;

    /// <summary>The most pets a range has of a family and dimension.</summary>
    public const int Most = LastTuning - FirstTuning + 1;

    public static IEnumerable<int> Tuning(int count) => Enumerable.Range(FirstTuning, Checked(count));

    public static IEnumerable<int> HeldOut(int count) => Enumerable.Range(FirstHeldOut, Checked(count));

    private static int Checked(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        return count;
    }
}
