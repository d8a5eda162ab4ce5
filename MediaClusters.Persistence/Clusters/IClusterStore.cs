using MediaClusters.Clustering;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Persistence.Clusters;

/// <summary>Reads what a run needs and writes what it found. One statement a version: version, members, heroes, snapshot, job, head and outbox, or nothing.</summary>
public interface IClusterStore
{
    /// <summary>In one round trip the photos of a pet that can be clustered together, if they are no more than <paramref name="photoLimit"/>, and after them its newest version.</summary>
    Task<PetInput> LoadAsync(Guid petId, int photoLimit, CancellationToken cancellationToken);

    /// <summary>Stores a result as the pet's next version, completes the job and updates the cache.</summary>
    /// <param name="job">The attempt.</param>
    /// <param name="next">The version's place, as the attempt's input has it.</param>
    /// <param name="result">What the version says.</param>
    /// <param name="input">What it was made from.</param>
    /// <param name="beforeCommit">
    /// Runs when everything is written and the attempt is known to hold its job; when it fails, nothing was written. It
    /// must take less than the five seconds after which Postgres ends an idle transaction. Null for nothing.
    /// </param>
    /// <param name="cancellationToken">Heeded until the write is sent: a commit nobody waited for would count as lost.</param>
    /// <returns>Null when the attempt no longer holds the job: nothing was written.</returns>
    /// <exception cref="HeadMovedException">The pet's newest version is another one than the result follows: nothing was written.</exception>
    Task<PersistedVersion?> PersistAsync(
        ClaimedJob job,
        NextVersion next,
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

    /// <summary>Its body as it is stored; null where that is gone.</summary>
    public StoredSnapshot? Snapshot { get; init; }
}

/// <summary>What a version was computed from.</summary>
/// <param name="Hash">SHA-256 over all that shapes the result.</param>
/// <param name="Model">The photos' embedding model; null when there were no photos.</param>
/// <param name="Parameters">The engine's parameters in canonical form; null where they are not known.</param>
public sealed record VersionInput(ReadOnlyMemory<byte> Hash, string? Model, string? Parameters = null);

/// <summary>A version that was committed.</summary>
public sealed record PersistedVersion(long Version, Guid ClusterId, DateTimeOffset CreatedAt);
