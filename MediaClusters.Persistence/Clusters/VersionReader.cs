using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Clusters;

/// <summary>Reads back what <see cref="VersionJson"/> wrote. The parts of heroes' scores are not in it.</summary>
public static class VersionReader
{
    public static (DateTimeOffset CreatedAt, ClusteringResult Result) Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var version = document.RootElement;
        var metrics = version.GetProperty("metrics");
        return (version.GetProperty("created_at").GetDateTimeOffset(), new(
            version.GetProperty("algorithm").GetString()!,
            version.GetProperty("image_count").GetInt32(),
            [.. version.GetProperty("clusters").EnumerateArray().Select(ReadCluster)],
            [.. version.GetProperty("noise").EnumerateArray().Select(imageId => imageId.GetGuid())],
            new(
                Number(metrics, "coverage"),
                Number(metrics, "silhouette"),
                Number(metrics, "cohesion"),
                metrics.GetProperty("noise_count").GetInt32(),
                Number(metrics, "average_quality"))));
    }

    private static Cluster ReadCluster(JsonElement cluster)
    {
        var hero = cluster.GetProperty("hero");
        return new(
            cluster.GetProperty("cluster_index").GetInt32(),
            cluster.GetProperty("stable_id").GetGuid(),
            cluster.GetProperty("label").GetString()!,
            new(hero.GetProperty("image_id").GetGuid(), Number(hero, "score") ?? 0, new(null, 0, null, null)),
            [.. cluster.GetProperty("members").EnumerateArray().Select(member => new ClusterMember(
                member.GetProperty("image_id").GetGuid(), Number(member, "distance") ?? 0))]);
    }

    private static double? Number(JsonElement owner, string name)
        => owner.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
