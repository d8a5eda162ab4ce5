using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Legacy;

/// <summary>Writes a state of the stub as the response body that a version has; what the stub does not know is null.</summary>
internal static class LegacyVersionJson
{
    private const int TagBytes = 8;

    public static LegacyBody Write(Guid petId, LegacyState state, Guid namespaceId)
    {
        var version = state.Addition?.Version ?? 0;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            var grouped = state.Clusters.Sum(cluster => cluster.Members.Count);
            var noise = state.Addition?.Noise ?? [];
            json.WriteStartObject();
            json.WriteString("pet_id", petId);
            json.WriteNumber("version", version);
            if ((state.UpdatedAt ?? state.Metrics.ProcessedAt) is { } createdAt)
                json.WriteString("created_at", createdAt.UtcDateTime);
            else
                json.WriteNull("created_at");
            json.WriteString("algorithm", state.Addition?.Algorithm);
            json.WriteNumber("cluster_count", state.Clusters.Count);
            json.WriteNumber("image_count", state.Metrics.NumImages ?? (grouped + noise.Count));
            WriteMetrics(json, state, grouped);
            var run = state.Addition?.Run;
            VersionJson.WriteRun(json, run);
            VersionJson.WriteChanges(json, run is null ? null : state.Addition!.Changes);
            json.WriteStartArray("clusters");
            for (var index = 0; index < state.Clusters.Count; index++)
                WriteCluster(json, index, state.Clusters[index], state.Addition?.HeroScores[index], state.Addition?.Heroes.ElementAtOrDefault(index), namespaceId);
            json.WriteEndArray();
            json.WriteStartArray("noise");
            foreach (var imageId in noise)
                json.WriteStringValue(LegacyIds.ToUuid(imageId, namespaceId));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return new(version, buffer.WrittenMemory, $"s{Convert.ToHexStringLower(hash[..TagBytes])}");
    }

    private static void WriteMetrics(Utf8JsonWriter json, LegacyState state, int grouped)
    {
        json.WritePropertyName("metrics");
        if (state.Addition is { } addition)
        {
            VersionJson.WriteMetrics(json, addition.Metrics);
            return;
        }

        var images = state.Metrics.NumImages ?? grouped;
        VersionJson.WriteMetrics(json, new ClusteringMetrics(
            Coverage: null, Silhouette: null, Cohesion: null, NoiseCount: Math.Max(0, images - grouped), state.Metrics.AvgQuality));
    }

    private static void WriteCluster(Utf8JsonWriter json, int index, LegacyCluster cluster, double? heroScore, LegacyHero? hero, Guid namespaceId)
    {
        var members = cluster.Members.OrderBy(member => member.Position ?? int.MaxValue).ToArray();
        json.WriteStartObject();
        json.WriteNumber("cluster_index", index);
        json.WriteString("stable_id", LegacyIds.ToUuid(cluster.Id, namespaceId));
        json.WriteString("label", cluster.Label ?? "");

        // Without a hero the photo in the first place stands in.
        VersionJson.WriteHero(json, LegacyIds.ToUuid(cluster.HeroImageId ?? members[0].ImageId, namespaceId), heroScore, hero?.Reason);
        json.WritePropertyName("candidates");
        VersionJson.WriteCandidates(json, hero?.Candidates);
        json.WriteStartArray("members");
        foreach (var member in members)
        {
            json.WriteStartObject();
            json.WriteString("image_id", LegacyIds.ToUuid(member.ImageId, namespaceId));
            VersionJson.WriteNumber(json, "distance", member.Distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
