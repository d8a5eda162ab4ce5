namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The writer's side of the cache protocol (docs/cache-protocol.md). Inside its transaction the writer takes
/// <see cref="PetWriteLock"/>, then marks and waits for the answer before COMMIT, and publishes after it.
/// Neither call throws for Redis, and a failed one never stops a commit: the outbox row makes up for it.
/// </summary>
public interface ICacheWriter
{
    /// <summary>Before the commit: drops the cached body, revokes fill leases and refuses fills until the version is published or the marker expires.</summary>
    /// <returns>What <see cref="PublishAsync"/> wants to see; not acknowledged when Redis could not be told in time.</returns>
    Task<PendingMark> MarkPendingAsync(Guid petId, long version, CancellationToken cancellationToken);

    /// <summary>After the commit: stores the body if the mark still stands, and lifts it. Without the mark it only removes what is older.</summary>
    /// <returns>False when Redis could not be told; the outbox relay will.</returns>
    Task<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>After the commit of a deletion, in place of <see cref="PublishAsync"/>: removes all that is cached of the pet's life before, and lifts the mark.</summary>
    /// <returns>False when Redis could not be told; the outbox relay will.</returns>
    Task<bool> ForgetAsync(PendingMark mark, CancellationToken cancellationToken);
}

/// <summary>A version announced to the cache. <paramref name="Token"/> is null when Redis did not acknowledge it.</summary>
public readonly record struct PendingMark(Guid PetId, long Version, string? Token)
{
    /// <summary>True when every body cached so far is known to be gone.</summary>
    public bool IsAcknowledged => Token is not null;
}
