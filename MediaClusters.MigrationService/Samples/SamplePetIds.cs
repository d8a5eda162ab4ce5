namespace MediaClusters.MigrationService.Samples;

/// <summary>The ids of the sample pets.</summary>
internal static class SamplePetIds
{
    public const int Count = 25;

    /// <summary>The id of sample pet <paramref name="n"/>, 1 to <see cref="Count"/>.</summary>
    public static Guid Id(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, Count);
        return Guid.Parse($"5eed0000-0000-4000-8000-0000000000{n:x2}");
    }
}
