using System.Text.Json;

namespace MediaClusters.Tests.Evaluation.Golden;

/// <summary>One case of measures.json.</summary>
internal sealed record GoldenMeasures(
    string Name,
    int[] Truth,
    int[] Found,
    double AdjustedRand,
    double Homogeneity,
    double Completeness,
    double VMeasure,
    double Purity)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<GoldenMeasures> All { get; } = Read();

    private static List<GoldenMeasures> Read()
    {
        using var file = typeof(GoldenMeasures).Assembly.GetManifestResourceStream($"{typeof(GoldenMeasures).Namespace}.measures.json");
        return JsonSerializer.Deserialize<GoldenFile>(file.ShouldNotBeNull(), Json).ShouldNotBeNull().Cases;
    }

    private sealed record GoldenFile(List<GoldenMeasures> Cases);
}
