namespace MediaClusters.Persistence.Cache;

/// <summary>Applies the cache updates that commits owe, for writers that died or could not reach Redis.</summary>
public interface IOutboxRelay
{
    /// <summary>Publishes and deletes due outbox rows, at most <paramref name="limit"/>; several relays may run at once.</summary>
    /// <returns>The number of rows applied and deleted; rows Redis refused to take stay.</returns>
    Task<int> RelayAsync(int limit, CancellationToken cancellationToken);
}
