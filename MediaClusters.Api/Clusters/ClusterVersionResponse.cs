using System.ComponentModel;

namespace MediaClusters.Api.Clusters;

/// <summary>
/// A version, for the API's description and for those who read it. The API itself never makes one: the body
/// is written once, by the worker, and passed on byte by byte. Nulls stand for what the stub's states lack (docs/rollout.md);
/// parameters with defaults for what the bodies of earlier releases lack.
/// </summary>
internal sealed record ClusterVersionResponse(
    Guid PetId,
    long Version,
    DateTimeOffset? CreatedAt,
    string? Algorithm,
    int ClusterCount,
    int ImageCount,
    VersionMetrics Metrics,
    IReadOnlyList<ClusterItem> Clusters,
    IReadOnlyList<Guid> Noise,
    [property: Description("How the run came to it. Null or absent where that is not known.")] RunItem? Run = null,
    [property: Description("What became of the previous version's groups, where that is more than going on. Null or absent where that is not known, as in a restored version.")] IReadOnlyList<ChangeItem>? Changes = null);

internal sealed record VersionMetrics(
    double? Coverage,
    double? Silhouette,
    double? Cohesion,
    int NoiseCount,
    double? AverageQuality,
    [property: Description("From 0, the smaller the better.")] double? DaviesBouldin = null,
    [property: Description("Share of photos in no group.")] double? NoiseShare = null,
    [property: Description("Share of the previous version's pairs of photos in one group that are in one no more. Null without a previous version, where no pair was in one group, and in a restored one.")] double? Churn = null,
    [property: Description("Adjusted Rand index against the previous version. Photos in no group count as groups of one. Null without a previous version, with fewer than two photos of both, and in a restored one.")] double? AdjustedRand = null);

internal sealed record RunItem(
    [property: Description("full, incremental or approximate.")] string Mode,
    [property: Description("What made the groups; another than the algorithm where that one chooses.")] string Strategy,
    [property: Description("Photos that joined by increments since the last run that was not one.")] int AddedSinceFull);

internal sealed record ChangeItem(
    [property: Description("birth, death, split or merge.")] string Kind,
    [property: Description("Stable ids of the previous version's groups.")] IReadOnlyList<Guid> From,
    [property: Description("Stable ids of this version's groups.")] IReadOnlyList<Guid> To);

internal sealed record ClusterItem(
    int ClusterIndex,
    Guid StableId,
    string Label,
    HeroItem Hero,
    IReadOnlyList<MemberItem> Members,
    [property: Description("The photos with the best scores, best first. Null or absent where they are not known.")] IReadOnlyList<CandidateItem>? Candidates = null);

internal sealed record HeroItem(
    Guid ImageId,
    double? Score,
    [property: Description("best, kept (no other is better by enough) or pinned (people chose it). Null or absent where that is not known.")] string? Reason = null);

internal sealed record CandidateItem(Guid ImageId, double Score);

internal sealed record MemberItem(Guid ImageId, double? Distance);
