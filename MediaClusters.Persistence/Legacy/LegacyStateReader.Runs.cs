using System.Text.Json;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Legacy;

/// <content>How a result of this service came about.</content>
internal sealed partial class LegacyStateReader
{
    private ClusteringRun? ReadRun(JsonElement run) => !IsObject(run) ? null : new(
        Field(run, "mode", value => Name<RunMode>(value, ResultLabels.Label), required: true) ?? RunMode.Full,
        Field(run, "strategy", value => Text(value, MaxIdLength), required: true) ?? "",
        Field(run, "added_since_full", Count, required: true) ?? 0);

    private GroupChange? ReadChange(JsonElement change) => !IsObject(change) ? null : new(
        Field(change, "kind", value => Name<GroupChangeKind>(value, ResultLabels.Label), required: true) ?? GroupChangeKind.Birth,
        ReadIds(change, "from"),
        ReadIds(change, "to"));

    private LegacyHero? ReadHero(JsonElement hero) => !IsObject(hero) ? null : new(
        Field(hero, "reason", value => Name<HeroReason>(value, ResultLabels.Label), required: true) ?? HeroReason.Best,
        Field(hero, "candidates", value => Items(value, ReadCandidate), required: true) ?? []);

    private HeroCandidate? ReadCandidate(JsonElement candidate) => !IsObject(candidate) ? null : new(
        Field(candidate, "image_id", Uuid, required: true) ?? Guid.Empty,
        Field(candidate, "score", Share, required: true) ?? 0,
        Field(candidate, "score_parts", ReadParts) ?? VersionReader.UnknownParts);

    private HeroScoreParts? ReadParts(JsonElement parts) => !IsObject(parts) ? null : new(
        Field(parts, "quality", Share),
        Field(parts, "centrality", Share, required: true) ?? 0,
        Field(parts, "pose", Share),
        Field(parts, "recency", Share));

    private Guid[] ReadIds(JsonElement owner, string name)
        => [.. (Field(owner, name, value => Items(value, Uuid), required: true) ?? []).Select(id => id ?? Guid.Empty)];
}
