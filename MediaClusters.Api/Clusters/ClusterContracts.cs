using MediaClusters.Api.Json;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Api.Clusters;

internal sealed record HistoryResponse(Guid PetId, IReadOnlyList<HistoryItem> Versions, string? NextCursor);

internal sealed record HistoryItem(
    long Version,
    Guid ClusterId,
    Guid? JobId,
    DateTimeOffset CreatedAt,
    string Algorithm,
    int ClusterCount,
    int ImageCount,
    RawJson Metrics)
{
    public static HistoryItem From(VersionSummary version) => new(
        version.Version,
        version.ClusterId,
        version.JobId,
        version.CreatedAt,
        version.Algorithm,
        version.ClusterCount,
        version.ImageCount,
        new RawJson(version.Metrics));
}

internal sealed record PlacementsResponse(Guid ImageId, IReadOnlyList<PlacementItem> Placements, string? NextCursor);

internal sealed record PlacementItem(
    Guid PetId,
    long Version,
    DateTimeOffset CreatedAt,
    bool IsLatest,
    int ClusterIndex,
    Guid StableId,
    double Distance,
    bool IsHero)
{
    public static PlacementItem From(ImagePlacement placement) => new(
        placement.PetId,
        placement.Version,
        placement.CreatedAt,
        placement.IsLatest,
        placement.ClusterIndex,
        placement.StableId,
        placement.Distance,
        placement.IsHero);
}
