using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>A real cache that a test can stop around the acquiring step, or whose lookups miss at once.</summary>
internal sealed class SteeredCache(IPetCache inner) : IPetCache
{
    public Checkpoint? BeforeAcquire { init => StopAcquire = () => value; }

    /// <summary>The same for one call at a time.</summary>
    public Func<Checkpoint?> StopAcquire { get; init; } = () => null;

    public Checkpoint? AfterAcquire { get; init; }

    /// <summary>Lookups miss without asking Redis, so a reader has boarded its flight when its call returns.</summary>
    public bool AlwaysMiss { get; init; }

    public ValueTask<Lookup> GetAsync(Guid petId) => AlwaysMiss ? new(new Lookup(LookupStatus.Miss)) : inner.GetAsync(petId);

    public ValueTask<Lookup[]> GetManyAsync(IReadOnlyList<Guid> petIds) => inner.GetManyAsync(petIds);

    public async ValueTask<FillPermit> AcquireAsync(Guid petId, long need)
    {
        if (StopAcquire() is { } stop)
            await stop.PassAsync();
        var permit = await inner.AcquireAsync(petId, need);
        if (AfterAcquire is not null)
            await AfterAcquire.PassAsync();
        return permit;
    }

    public ValueTask<bool> FillAsync(Guid petId, string lease, VersionBody? found) => inner.FillAsync(petId, lease, found);

    public ValueTask<PendingMark> MarkAsync(Guid petId, long version) => inner.MarkAsync(petId, version);

    public ValueTask<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body) => inner.PublishAsync(mark, body);

    public ValueTask<bool> SettleAsync(Guid petId, long version) => inner.SettleAsync(petId, version);

    public ValueTask<bool> DropAsync(Guid petId) => inner.DropAsync(petId);
}
