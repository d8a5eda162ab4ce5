using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Reads a pet's newest version through the cache: Redis, else Postgres with one read a pet and process.
/// A reader never sees a version go back; see docs/cache-protocol.md.
/// </summary>
public interface ILatestClusters
{
    /// <summary>The newest version as a ready response body; null when the pet has none.</summary>
    /// <param name="petId">The pet.</param>
    /// <param name="minVersion">A version the caller knows of: an older cached body is passed over. 0 for none.</param>
    /// <param name="cancellationToken">Abandons this caller's wait, not the shared read.</param>
    ValueTask<VersionBody?> FindAsync(Guid petId, long minVersion, CancellationToken cancellationToken);

    /// <summary>The newest versions of many pets, in the order of their distinct ids and as they come: a part is read when the one before it was taken.</summary>
    /// <param name="petIds">The pets, each once.</param>
    /// <param name="cancellationToken">Abandons the reads.</param>
    IAsyncEnumerable<LatestVersion> FindManyAsync(IReadOnlyList<Guid> petIds, CancellationToken cancellationToken);

    /// <summary>Drops the cached body and refuses fills under way. False when Redis could not be told.</summary>
    Task<bool> InvalidateAsync(Guid petId, CancellationToken cancellationToken);
}
