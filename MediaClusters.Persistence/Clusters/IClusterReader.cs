namespace MediaClusters.Persistence.Clusters;

/// <summary>Versions as Postgres has them. For <c>latest</c> through the cache see <see cref="Cache.ILatestClusters"/>.</summary>
public interface IClusterReader
{
    /// <summary>The pet's newest version as a ready response body; null when there is none.</summary>
    Task<VersionBody?> FindLatestAsync(Guid petId, CancellationToken cancellationToken);

    /// <summary>The same for many pets in one query; a pet that has none is left out.</summary>
    Task<IReadOnlyDictionary<Guid, VersionBody>> FindLatestAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken);

    /// <summary>The numbers of the pets' newest versions in one query; a pet that has none is left out.</summary>
    Task<IReadOnlyDictionary<Guid, long>> ListLatestVersionsAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken);

    /// <summary>One version as a ready response body; null when there is none.</summary>
    Task<VersionBody?> FindVersionAsync(Guid petId, long version, CancellationToken cancellationToken);

    /// <summary>Versions of a pet, newest first, below <paramref name="beforeVersion"/> when given.</summary>
    Task<IReadOnlyList<VersionSummary>> ListAsync(Guid petId, long? beforeVersion, int limit, CancellationToken cancellationToken);

    /// <summary>Versions that hold a photo in a group, newest first; <paramref name="before"/> is the last cluster id of the previous page. With <paramref name="latestOnly"/> only the newest version of its pet counts.</summary>
    Task<IReadOnlyList<ImagePlacement>> FindPlacementsAsync(Guid imageId, bool latestOnly, Guid? before, int limit, CancellationToken cancellationToken);
}

/// <summary>A pet's newest version; null when it has none.</summary>
public readonly record struct LatestVersion(Guid PetId, VersionBody? Found);

/// <summary>A line of a pet's history. <paramref name="Metrics"/> is the JSON object of the version's figures.</summary>
public sealed record VersionSummary(long Version, Guid ClusterId, Guid? JobId, DateTimeOffset CreatedAt, string Algorithm, int ClusterCount, int ImageCount, string Metrics);

/// <summary>Where a photo stands in a version.</summary>
public sealed record ImagePlacement(Guid ClusterId, Guid PetId, long Version, DateTimeOffset CreatedAt, bool IsLatest, int ClusterIndex, Guid StableId, double Distance, bool IsHero);
