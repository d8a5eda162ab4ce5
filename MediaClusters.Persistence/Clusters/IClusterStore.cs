using MediaClusters.Clustering;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Persistence.Clusters;

/// <summary>Writes versions. One transaction a version: version, members, heroes, snapshot, job, head and outbox, or nothing.</summary>
public interface IClusterStore
{
    /// <summary>The pet's newest version and its input hash; null when there is none.</summary>
    Task<Head?> FindHeadAsync(Guid petId, CancellationToken cancellationToken);

    /// <summary>Stores a result as the pet's next version, completes the job and updates the cache.</summary>
    /// <returns>Null when the attempt no longer holds the job: nothing was written.</returns>
    Task<PersistedVersion?> PersistAsync(ClaimedJob job, ClusteringResult result, ReadOnlyMemory<byte> inputHash, CancellationToken cancellationToken);
}

/// <summary>A pet's newest version.</summary>
public sealed record Head(long Version, Guid ClusterId, byte[] InputHash);

/// <summary>A version that was committed.</summary>
public sealed record PersistedVersion(long Version, Guid ClusterId, DateTimeOffset CreatedAt);
