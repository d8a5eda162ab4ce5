using System.Buffers;
using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// Writes a version as its response body. Written once, at persist time: what is stored, cached and served
/// are the same bytes. Property order and number format are part of the contract. Of a result that does not tell its
/// run, as those taken over from the stub, nobody knows the changes, the candidates or the heroes' reasons: they are null.
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
            WriteRun(json, result.Run);
            WriteChanges(json, result.Run is null ? null : result.Changes);
            json.WriteStartArray("clusters");
            foreach (var cluster in result.Clusters)
                WriteCluster(json, cluster, isKnown: result.Run is not null);
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

    public static string? Changes(ClusteringResult result) => result.Run is null ? null : ToString(json => WriteItems(json, result.Changes));

    public static string ScoreParts(HeroScoreParts parts) => ToString(json => WriteParts(json, parts));

    /// <summary>A group's candidates with the parts of their scores where those are known, which the body leaves out; null where there are none.</summary>
    public static string? Candidates(Cluster cluster)
        => cluster.Candidates.Count == 0 ? null : ToString(json => WriteCandidates(json, cluster.Candidates, withParts: true));

    public static string MemberMetadata(Cluster cluster) => ToString(json =>
    {
        json.WriteStartObject();
        json.WriteString("stable_id", cluster.StableId);
        json.WriteEndObject();
    });

    public static void WriteMetrics(Utf8JsonWriter json, ClusteringMetrics metrics)
    {
        json.WriteStartObject();
        WriteNumber(json, "coverage", metrics.Coverage);
        WriteNumber(json, "silhouette", metrics.Silhouette);
        WriteNumber(json, "cohesion", metrics.Cohesion);
        json.WriteNumber("noise_count", metrics.NoiseCount);
        WriteNumber(json, "average_quality", metrics.AverageQuality);
        WriteNumber(json, "davies_bouldin", metrics.DaviesBouldin);
        WriteNumber(json, "noise_share", metrics.NoiseShare);
        WriteNumber(json, "churn", metrics.Churn);
        WriteNumber(json, "adjusted_rand", metrics.AdjustedRand);
        json.WriteEndObject();
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    public static void WriteRun(Utf8JsonWriter json, ClusteringRun? run)
    {
        if (run is null)
        {
            json.WriteNull("run");
            return;
        }

        json.WriteStartObject("run");
        json.WriteString("mode", run.Mode.Label());
        json.WriteString("strategy", run.Strategy);
        json.WriteNumber("added_since_full", run.AddedSinceFull);
        json.WriteEndObject();
    }

    public static void WriteChanges(Utf8JsonWriter json, IReadOnlyList<GroupChange>? changes)
    {
        json.WritePropertyName("changes");
        if (changes is null)
            json.WriteNullValue();
        else
            WriteItems(json, changes);
    }

    public static void WriteHero(Utf8JsonWriter json, Guid imageId, double? score, HeroReason? reason)
    {
        json.WriteStartObject("hero");
        json.WriteString("image_id", imageId);
        WriteNumber(json, "score", score);
        json.WriteString("reason", reason?.Label());
        json.WriteEndObject();
    }

    public static void WriteCandidates(Utf8JsonWriter json, IReadOnlyList<HeroCandidate>? candidates, bool withParts = false)
    {
        if (candidates is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var candidate in candidates)
        {
            json.WriteStartObject();
            json.WriteString("image_id", candidate.ImageId);
            json.WriteNumber("score", candidate.Score);
            if (withParts && candidate.Parts != VersionReader.UnknownParts)
            {
                json.WritePropertyName("score_parts");
                WriteParts(json, candidate.Parts);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyList<GroupChange> changes)
    {
        json.WriteStartArray();
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", change.Kind.Label());
            WriteIds(json, "from", change.From);
            WriteIds(json, "to", change.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCluster(Utf8JsonWriter json, Cluster cluster, bool isKnown)
    {
        json.WriteStartObject();
        json.WriteNumber("cluster_index", cluster.Index);
        json.WriteString("stable_id", cluster.StableId);
        json.WriteString("label", cluster.Label);
        WriteHero(json, cluster.Hero.ImageId, cluster.Hero.Score, isKnown ? cluster.Hero.Reason : null);
        json.WritePropertyName("candidates");
        WriteCandidates(json, isKnown ? cluster.Candidates : null);
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

    private static void WriteParts(Utf8JsonWriter json, HeroScoreParts parts)
    {
        json.WriteStartObject();
        WriteNumber(json, "quality", parts.Quality);
        json.WriteNumber("centrality", parts.Centrality);
        WriteNumber(json, "pose", parts.Pose);
        WriteNumber(json, "recency", parts.Recency);
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<Guid> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
            json.WriteStringValue(id);
        json.WriteEndArray();
    }

    private static string ToString(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
