using System.Buffers;
using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// Writes a version as its response body. Written once, at persist time: what is stored, cached and served
/// are the same bytes. Property order and number format are part of the contract.
/// </summary>
internal static class VersionJson
{
    public static ReadOnlyMemory<byte> Write(Guid petId, long version, DateTimeOffset createdAt, ClusteringResult result)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + (result.ImageCount * 96));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("pet_id", petId);
            json.WriteNumber("version", version);
            json.WriteString("created_at", createdAt.UtcDateTime);
            json.WriteString("algorithm", result.Algorithm);
            json.WriteNumber("cluster_count", result.Clusters.Count);
            json.WriteNumber("image_count", result.ImageCount);
            json.WritePropertyName("metrics");
            WriteMetrics(json, result.Metrics);
            json.WriteStartArray("clusters");
            foreach (var cluster in result.Clusters)
                WriteCluster(json, cluster);
            json.WriteEndArray();
            json.WriteStartArray("noise");
            foreach (var imageId in result.Noise)
                json.WriteStringValue(imageId);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static string Metrics(ClusteringMetrics metrics) => ToString(json => WriteMetrics(json, metrics));

    public static string ScoreParts(HeroScoreParts parts) => ToString(json =>
    {
        json.WriteStartObject();
        WriteNumber(json, "quality", parts.Quality);
        json.WriteNumber("centrality", parts.Centrality);
        WriteNumber(json, "pose", parts.Pose);
        WriteNumber(json, "recency", parts.Recency);
        json.WriteEndObject();
    });

    public static string MemberMetadata(Cluster cluster) => ToString(json =>
    {
        json.WriteStartObject();
        json.WriteString("stable_id", cluster.StableId);
        json.WriteEndObject();
    });

    private static void WriteCluster(Utf8JsonWriter json, Cluster cluster)
    {
        json.WriteStartObject();
        json.WriteNumber("cluster_index", cluster.Index);
        json.WriteString("stable_id", cluster.StableId);
        json.WriteString("label", cluster.Label);
        json.WriteStartObject("hero");
        json.WriteString("image_id", cluster.Hero.ImageId);
        json.WriteNumber("score", cluster.Hero.Score);
        json.WriteEndObject();
        json.WriteStartArray("members");
        foreach (var member in cluster.Members)
        {
            json.WriteStartObject();
            json.WriteString("image_id", member.ImageId);
            json.WriteNumber("distance", member.Distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteMetrics(Utf8JsonWriter json, ClusteringMetrics metrics)
    {
        json.WriteStartObject();
        WriteNumber(json, "coverage", metrics.Coverage);
        WriteNumber(json, "silhouette", metrics.Silhouette);
        WriteNumber(json, "cohesion", metrics.Cohesion);
        json.WriteNumber("noise_count", metrics.NoiseCount);
        WriteNumber(json, "average_quality", metrics.AverageQuality);
        json.WriteEndObject();
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static string ToString(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
