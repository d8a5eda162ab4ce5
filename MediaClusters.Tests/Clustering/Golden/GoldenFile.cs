using System.Text.Json;

namespace MediaClusters.Tests.Clustering.Golden;

/// <summary>Reads what make_golden.py wrote.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<T> Read<T>(string name)
    {
        using var file = typeof(GoldenFile).Assembly.GetManifestResourceStream($"{typeof(GoldenFile).Namespace}.{name}");
        return JsonSerializer.Deserialize<Content<T>>(file.ShouldNotBeNull(), Json).ShouldNotBeNull().Cases;
    }

    private sealed record Content<T>(List<T> Cases);
}
