namespace MediaClusters.Persistence.Cache;

/// <summary>Settles the cache updates that commits owe, for writers that died or could not reach Redis.</summary>
public interface IOutboxRelay
{
    /// <summary>
    /// Drops what Redis holds older than the versions of due outbox rows, and deletes those rows, at most
    /// <paramref name="limit"/>. Several relays may run at once.
    /// </summary>
    /// <returns>The number of rows settled and deleted; rows Redis could not be told of stay.</returns>
    Task<int> RelayAsync(int limit, CancellationToken cancellationToken);
}
