namespace MediaClusters.Persistence.Cache;

/// <summary>The writer's side of the cache protocol; see docs/cache-protocol.md. Never throws for Redis: false means it could not be told.</summary>
public interface ICacheWriter
{
    /// <summary>Before the commit: drops the cached body, revokes fill leases and refuses fills until the version is published or the marker expires.</summary>
    Task<bool> MarkPendingAsync(Guid petId, long version, CancellationToken cancellationToken);

    /// <summary>After the commit: stores the body unless a newer one is there, and lifts the marker.</summary>
    Task<bool> PublishAsync(Guid petId, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
