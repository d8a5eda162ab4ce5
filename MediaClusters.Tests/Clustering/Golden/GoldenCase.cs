namespace MediaClusters.Tests.Clustering.Golden;

/// <summary>One case of dbscan.json.</summary>
internal sealed record GoldenCase(
    string Name,
    ulong Seed,
    int Dimensions,
    int[] Sizes,
    double Spread,
    int Outliers,
    int Copies,
    double Epsilon,
    int MinSamples,
    float[] Probe,
    double? Silhouette,
    int[] Labels)
{
    public static IReadOnlyList<GoldenCase> All { get; } = GoldenFile.Read<GoldenCase>("dbscan.json");
}
