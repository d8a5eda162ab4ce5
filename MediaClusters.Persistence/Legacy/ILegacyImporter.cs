namespace MediaClusters.Persistence.Legacy;

/// <summary>Takes over the stub's states as the first versions of pets that have none.</summary>
public interface ILegacyImporter
{
    /// <summary>What is known of these pets, each of which is in the answer.</summary>
    Task<IReadOnlyDictionary<Guid, KnownPet>> FindAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken);

    /// <summary>Writes version 1 in one transaction and updates the cache, unless the pet has a version or was deleted.</summary>
    Task<ImportOutcome> ImportAsync(LegacyImport import, CancellationToken cancellationToken);
}

/// <param name="PetId">The pet.</param>
/// <param name="LegacyId">Its id as the stub was given it.</param>
/// <param name="Version">What to write.</param>
/// <param name="InputHash">32 bytes that tell this state from any other.</param>
public sealed record LegacyImport(Guid PetId, string LegacyId, LegacyVersion Version, ReadOnlyMemory<byte> InputHash);

/// <param name="HasVersion">Whether there is a version, imported or computed.</param>
/// <param name="LegacyId">The id it was imported under; null when it was not.</param>
/// <param name="Deleted">Whether its data was deleted on request.</param>
public sealed record KnownPet(bool HasVersion, string? LegacyId, bool Deleted);

public enum ImportOutcome
{
    Imported,

    /// <summary>Imported, but dated now: the state's own time lies in the future or before 2000.</summary>
    ImportedRedated,

    /// <summary>Nothing was written: the pet has a version, or was deleted, since it was looked at.</summary>
    Settled,
}
