namespace MediaClusters.Api.Clusters;

/// <summary>
/// A version, for the API's description and for those who read it. The API itself never makes one: the body
/// is written once, by the worker, and passed on byte by byte. Nulls stand for what the stub's states lack (docs/rollout.md).
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
    IReadOnlyList<Guid> Noise);

internal sealed record VersionMetrics(double? Coverage, double? Silhouette, double? Cohesion, int NoiseCount, double? AverageQuality);

internal sealed record ClusterItem(int ClusterIndex, Guid StableId, string Label, HeroItem Hero, IReadOnlyList<MemberItem> Members);

internal sealed record HeroItem(Guid ImageId, double? Score);

internal sealed record MemberItem(Guid ImageId, double? Distance);
