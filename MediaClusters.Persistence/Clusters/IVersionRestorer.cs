namespace MediaClusters.Persistence.Clusters;

/// <summary>Brings old versions back.</summary>
public interface IVersionRestorer
{
    /// <summary>
    /// Makes an old version the pet's newest again, as a new version: the old body with another number and time.
    /// Its input hash is that of the version it replaces, so it stays until a photo changes or a job is forced.
    /// </summary>
    Task<RestoreResult> RestoreAsync(RestoreRequest request, CancellationToken cancellationToken);
}

/// <summary>A request to restore.</summary>
/// <param name="PetId">The pet.</param>
/// <param name="Version">The version to bring back.</param>
/// <param name="AllowMissingPhotos">Whether photos that the pet no longer has may come back with it.</param>
/// <param name="ExpectedLatestVersion">The newest version as the caller knows it; null for whatever it is.</param>
public sealed record RestoreRequest(Guid PetId, long Version, bool AllowMissingPhotos = false, long? ExpectedLatestVersion = null);

/// <summary>What became of a request to restore.</summary>
public enum RestoreOutcome
{
    /// <summary>There is a new version.</summary>
    Restored,

    /// <summary>The pet has no such version (any more).</summary>
    NotFound,

    /// <summary>It is the newest version as it is.</summary>
    AlreadyLatest,

    /// <summary>The newest version is another one than the caller expected.</summary>
    LatestMoved,

    /// <summary>The version names photos that the pet does not have.</summary>
    PhotosMissing,
}

/// <summary>The answer to a request to restore.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Version">The new version, where there is one.</param>
/// <param name="LatestVersion">The newest version at that time; 0 where the pet or version is not known.</param>
/// <param name="Missing">Photos that the pet does not have, where they are the reason.</param>
public sealed record RestoreResult(RestoreOutcome Outcome, PersistedVersion? Version, long LatestVersion, MissingPhotos? Missing = null);

/// <summary>How many photos are missing, and the first of them by id.</summary>
public sealed record MissingPhotos(int Count, IReadOnlyList<Guid> First);
