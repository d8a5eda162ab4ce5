namespace MediaClusters.Persistence.Cache;

internal sealed class CacheWriter(IPetCache cache) : ICacheWriter
{
    public async Task<PendingMark> MarkPendingAsync(Guid petId, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await cache.MarkAsync(petId, version);
    }

    // The commit has happened: a caller who gives up now would only leave the work to the relay.
    public async Task<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await cache.PublishAsync(mark, body);

    public async Task<bool> ForgetAsync(PendingMark mark, CancellationToken cancellationToken) =>
        await cache.SettleAsync(mark.PetId, mark.Version);
}
