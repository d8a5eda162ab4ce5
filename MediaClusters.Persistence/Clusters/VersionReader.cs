using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// Reads back what <see cref="VersionJson"/> wrote, now or in an earlier release: what such a body lacks is null or empty,
/// and so is what a later release calls by a name unknown here. The parts of scores are not in it.
/// </summary>
public static class VersionReader
{
    /// <summary>Stands for parts that are not known.</summary>
    internal static readonly HeroScoreParts UnknownParts = new(null, 0, null, null);

    /// <exception cref="InvalidDataException">This is no version's body.</exception>
    public static (DateTimeOffset CreatedAt, ClusteringResult Result, bool TellsChanges) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var version = document.RootElement;
            return (version.GetProperty("created_at").GetDateTimeOffset(), ReadResult(version), Find(version, "changes") is not null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The stored body of a version is damaged.", exception);
        }
    }

    private static ClusteringResult ReadResult(JsonElement version) => new(
        version.GetProperty("algorithm").GetString()!,
        version.GetProperty("image_count").GetInt32(),
        [.. version.GetProperty("clusters").EnumerateArray().Select(ReadCluster)],
        [.. version.GetProperty("noise").EnumerateArray().Select(imageId => imageId.GetGuid())],
        ReadMetrics(version.GetProperty("metrics")))
    {
        Run = Find(version, "run") is { } run && ResultLabels.Find<RunMode>(run.GetProperty("mode"), ResultLabels.Label) is { } mode
            ? new(mode, run.GetProperty("strategy").GetString()!, run.GetProperty("added_since_full").GetInt32())
            : null,
        Changes = [.. Items(version, "changes").Select(ReadChange).OfType<GroupChange>()],
    };

    private static ClusteringMetrics ReadMetrics(JsonElement metrics) => new(
        Number(metrics, "coverage"),
        Number(metrics, "silhouette"),
        Number(metrics, "cohesion"),
        metrics.GetProperty("noise_count").GetInt32(),
        Number(metrics, "average_quality"),
        Number(metrics, "davies_bouldin"),
        Number(metrics, "noise_share"),
        Number(metrics, "churn"),
        Number(metrics, "adjusted_rand"));

    private static Cluster ReadCluster(JsonElement cluster)
    {
        var hero = cluster.GetProperty("hero");
        var reason = Find(hero, "reason") is { } text ? ResultLabels.Find<HeroReason>(text, ResultLabels.Label) : null;
        return new(
            cluster.GetProperty("cluster_index").GetInt32(),
            cluster.GetProperty("stable_id").GetGuid(),
            cluster.GetProperty("label").GetString()!,
            new(hero.GetProperty("image_id").GetGuid(), Number(hero, "score") ?? 0, UnknownParts, reason ?? HeroReason.Best),
            [.. cluster.GetProperty("members").EnumerateArray().Select(member => new ClusterMember(
                member.GetProperty("image_id").GetGuid(), Number(member, "distance") ?? 0))])
        {
            Candidates = [.. Items(cluster, "candidates").Select(candidate => new HeroCandidate(
                candidate.GetProperty("image_id").GetGuid(), Number(candidate, "score") ?? 0, UnknownParts))],
        };
    }

    private static GroupChange? ReadChange(JsonElement change) => ResultLabels.Find<GroupChangeKind>(change.GetProperty("kind"), ResultLabels.Label) is { } kind
        ? new(kind, [.. change.GetProperty("from").EnumerateArray().Select(id => id.GetGuid())], [.. change.GetProperty("to").EnumerateArray().Select(id => id.GetGuid())])
        : null;

    private static JsonElement? Find(JsonElement owner, string name)
        => owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) => Find(owner, name) is { } array ? array.EnumerateArray() : default;

    private static double? Number(JsonElement owner, string name)
        => Find(owner, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
