using MediaClusters.Persistence.Cache;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>The cache as one process has it: its own flights, floor, breaker and writer.</summary>
internal sealed class CacheProcess
{
    public CacheProcess(
        IConnectionMultiplexer connection,
        FakePostgres postgres,
        TimeProvider? time = null,
        ICacheTrust? trust = null,
        Action<CacheOptions>? configure = null,
        Func<IPetCache, IPetCache>? decorate = null)
    {
        // A busy machine is no Redis outage: tests that mean the budget set it, or hold the clock.
        var settings = new CacheOptions { Budget = TimeSpan.FromSeconds(5), WriterBudget = TimeSpan.FromSeconds(5) };
        configure?.Invoke(settings);
        var options = Options.Create(settings);
        Connection = connection;
        Time = time ?? TimeProvider.System;
        Port = new(connection, options, Time, NullLogger<RedisPort>.Instance);
        Cache = new PetCache(Port, options);
        Cache = decorate?.Invoke(Cache) ?? Cache;
        Writer = new CacheWriter(Cache);
        Latest = new LatestClusters(Cache, trust ?? new Trusting(), postgres, postgres, new(options), options, Time);
    }

    public IConnectionMultiplexer Connection { get; }

    public TimeProvider Time { get; }

    public RedisPort Port { get; }

    public IPetCache Cache { get; }

    public ICacheWriter Writer { get; }

    public ILatestClusters Latest { get; }

    public IDatabase Redis => Connection.GetDatabase();

    /// <summary>The version a reader gets; 0 for none.</summary>
    public async Task<long> ReadAsync(Guid petId, long minVersion = 0, CancellationToken cancellationToken = default)
    {
        var found = await Latest.FindAsync(petId, minVersion, cancellationToken);
        if (found is not null)
            found.Body.ToArray().ShouldBe(FakePostgres.Body(found.Version)!.Body.ToArray());
        return found?.Version ?? 0;
    }

    public Task<PendingMark> MarkAsync(Guid petId, long version) => Writer.MarkPendingAsync(petId, version, CancellationToken.None);

    public Task<bool> PublishAsync(PendingMark mark) => Writer.PublishAsync(mark, FakePostgres.Body(mark.Version)!.Body, CancellationToken.None);

    /// <summary>Completes when the read that answered has also done its work on the cache.</summary>
    public Task SettledAsync(Guid petId) => ((LatestClusters)Latest).LandedAsync(petId).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The version Redis holds; null when it holds none.</summary>
    public async Task<long?> CachedAsync(Guid petId)
    {
        var bytes = (byte[]?)await Redis.StringGetAsync(CacheKeys.Latest(petId));
        return bytes is not null && CachedValue.TryDecode(bytes, out var version, out _) ? version : null;
    }

    /// <summary>Puts a version into Redis past the protocol.</summary>
    public Task PlantAsync(Guid petId, long version) =>
        Redis.StringSetAsync(CacheKeys.Latest(petId), CachedValue.Encode(FakePostgres.Body(version)));

    /// <summary>What FLUSHALL, or an eviction of all of them, does to a pet.</summary>
    public Task LoseAsync(Guid petId) => Redis.KeyDeleteAsync(CacheKeys.All(petId));
}

/// <summary>A process that has noticed no outage.</summary>
internal sealed class Trusting : ICacheTrust
{
    public bool IsTrusted() => true;
}
