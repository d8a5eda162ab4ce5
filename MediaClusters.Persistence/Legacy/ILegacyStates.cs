namespace MediaClusters.Persistence.Legacy;

/// <summary>The stub's states in Redis. Unlike the cache they are the truth where Postgres is not in use: Redis being away is an error.</summary>
public interface ILegacyStates
{
    /// <summary>A pet's state, or what is wrong with it; null when there is none.</summary>
    /// <exception cref="RedisUnavailableException">Redis gave no answer.</exception>
    Task<LegacyParse?> FindAsync(Guid petId);

    /// <summary>The head of a pet's state; null when there is none.</summary>
    /// <exception cref="RedisUnavailableException">Redis gave no answer.</exception>
    Task<LegacyHead?> PeekAsync(Guid petId);

    /// <summary>Stores a state, which has an addition, unless an attempt claimed later did so before.</summary>
    /// <exception cref="RedisUnavailableException">Redis gave no answer; it may still store the state.</exception>
    /// <exception cref="InvalidOperationException">A later attempt's state is there.</exception>
    Task StoreAsync(Guid petId, LegacyState state);

    /// <summary>
    /// Removes a deleted pet's state at a key of <see cref="LegacyKeys"/>: the stub's own, or that of an attempt claimed
    /// before the deletion, by the database's clock. A later one's is of a pet that came again.
    /// </summary>
    /// <returns>False when Redis could not be told.</returns>
    Task<bool> TryRemoveAsync(string key, DateTimeOffset deletedAt);
}

/// <summary>Redis is away or too slow.</summary>
public sealed class RedisUnavailableException(string message) : TimeoutException(message);
