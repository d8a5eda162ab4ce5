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
    /// <exception cref="HeadMovedException">The pet's newest version is another one than the input says: nothing was written.</exception>
    Task<PersistedVersion?> PersistAsync(ClaimedJob job, ClusteringResult result, VersionInput input, CancellationToken cancellationToken)
        => PersistAsync(job, result, input, beforeCommit: null, cancellationToken);

    /// <inheritdoc cref="PersistAsync(ClaimedJob, ClusteringResult, VersionInput, CancellationToken)"/>
    /// <param name="beforeCommit">
    /// Runs when everything is written and the attempt is known to hold its job; when it fails, nothing was written. It
    /// must take less than the five seconds after which Postgres ends an idle transaction.
    /// </param>
    Task<PersistedVersion?> PersistAsync(
        ClaimedJob job,
        ClusteringResult result,
        VersionInput input,
        Func<PersistedVersion, CancellationToken, Task>? beforeCommit,
        CancellationToken cancellationToken);
}

/// <summary>A pet's newest version.</summary>
public sealed record Head(long Version, Guid ClusterId, byte[] InputHash)
{
    /// <summary>Whether it was taken over from the stub, whose photos this service may never have had.</summary>
    public bool IsImported { get; init; }

    /// <summary>The strategy that made it.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>Its parameters; null where they are not known.</summary>
    public string? Parameters { get; init; }

    /// <summary>Its photos' embedding model; null where it is not known or there were none.</summary>
    public string? Model { get; init; }
}

/// <summary>What a version was computed from.</summary>
/// <param name="Hash">SHA-256 over all that shapes the result.</param>
/// <param name="Model">The photos' embedding model; null when there were no photos.</param>
/// <param name="Parameters">The engine's parameters in canonical form; null where they are not known.</param>
public sealed record VersionInput(ReadOnlyMemory<byte> Hash, string? Model, string? Parameters = null)
{
    /// <summary>The version whose groups go on in this one, 0 for none: the pet's newest has to be it still. Null where any may be.</summary>
    public long? FollowsVersion { get; init; }
}

/// <summary>A version that was committed.</summary>
public sealed record PersistedVersion(long Version, Guid ClusterId, DateTimeOffset CreatedAt);
