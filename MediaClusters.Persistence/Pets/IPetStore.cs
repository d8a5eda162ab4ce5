namespace MediaClusters.Persistence.Pets;

/// <summary>Pets as a whole.</summary>
public interface IPetStore
{
    /// <summary>
    /// Deletes a pet and everything known of it, in one transaction, and leaves a row of <c>pet_deletions</c>.
    /// Work under way for it is fenced off; a pet of the same id may come again and goes on above the deletion's number.
    /// </summary>
    /// <returns>Null when nothing is known of the pet.</returns>
    /// <exception cref="Legacy.RedisUnavailableException">Postgres does not know the pet, and Redis, where the stub's state of it may be, gave no answer.</exception>
    Task<DeletedPet?> DeleteAsync(Guid petId, string requestedBy, string? reason, CancellationToken cancellationToken);
}

/// <summary>A pet that was deleted.</summary>
/// <param name="PetId">The pet.</param>
/// <param name="Version">The number the deletion took.</param>
/// <param name="DeletedAt">When.</param>
/// <param name="Removed">Rows removed, by table; the pet's own row is not counted.</param>
public sealed record DeletedPet(Guid PetId, long Version, DateTimeOffset DeletedAt, IReadOnlyDictionary<string, long> Removed);
