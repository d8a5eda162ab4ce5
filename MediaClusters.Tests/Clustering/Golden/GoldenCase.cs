using System.Text.Json;

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
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<GoldenCase> All { get; } = Read();

    private static List<GoldenCase> Read()
    {
        using var file = typeof(GoldenCase).Assembly.GetManifestResourceStream($"{typeof(GoldenCase).Namespace}.dbscan.json");
        return JsonSerializer.Deserialize<GoldenFile>(file.ShouldNotBeNull(), Json).ShouldNotBeNull().Cases;
    }

    private sealed record GoldenFile(List<GoldenCase> Cases);
}
