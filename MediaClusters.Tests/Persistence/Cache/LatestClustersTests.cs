using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>The read path when nothing is lost: hits, misses, unknown pets, min_version, invalidation.</summary>
public sealed class LatestClustersTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly FakePostgres _postgres = new();
    private CacheProcess _process = null!;

    public async Task InitializeAsync() => _process = new(await redis.ConnectAsync(), _postgres);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Find_after_a_miss_is_served_from_Redis()
    {
        _postgres.Committed = 3;

        (await _process.ReadAsync(_pet)).ShouldBe(3);
        (await _process.ReadAsync(_pet)).ShouldBe(3);

        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Find_of_an_unknown_pet_asks_Postgres_once_and_remembers_briefly()
    {
        (await _process.ReadAsync(_pet)).ShouldBe(0);
        (await _process.ReadAsync(_pet)).ShouldBe(0);

        _postgres.Reads.ShouldBe(1);
        var ttl = await _process.Redis.KeyTimeToLiveAsync(CacheKeys.Latest(_pet));
        ttl.ShouldNotBeNull().ShouldBeInRange(TimeSpan.Zero, new CacheOptions().NegativeTtl);
    }

    [Fact]
    public async Task Publish_of_the_first_version_replaces_the_negative_entry_at_once()
    {
        await _process.ReadAsync(_pet);

        var mark = await _process.MarkAsync(_pet, 1);
        _postgres.Committed = 1;
        await _process.PublishAsync(mark);

        (await _process.ReadAsync(_pet)).ShouldBe(1);
        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Find_with_min_version_passes_over_an_older_body_and_drops_it()
    {
        await _process.PlantAsync(_pet, 4);
        _postgres.Committed = 5;

        (await _process.ReadAsync(_pet)).ShouldBe(4);
        (await _process.ReadAsync(_pet, minVersion: 5)).ShouldBe(5);
        await _process.SettledAsync(_pet);

        (await _process.CachedAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_with_a_min_version_nobody_wrote_answers_the_newest_and_keeps_the_cache()
    {
        await _process.PlantAsync(_pet, 4);
        _postgres.Committed = 4;

        (await _process.ReadAsync(_pet, minVersion: 99)).ShouldBe(4);
        await _process.SettledAsync(_pet);

        (await _process.CachedAsync(_pet)).ShouldBe(4);
    }

    [Fact]
    public async Task Find_never_returns_less_than_this_process_has_returned()
    {
        _postgres.Committed = 5;
        await _process.ReadAsync(_pet);

        // A writer that could not reach Redis left an old body, or a restart brought it back.
        await _process.PlantAsync(_pet, 4);

        (await _process.ReadAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Invalidate_drops_the_body_and_refuses_the_fill_under_way()
    {
        _postgres.Committed = 1;
        var stop = _postgres.AfterSnapshot = new();
        var read = _process.ReadAsync(_pet);
        await stop.Reached;

        (await _process.Latest.InvalidateAsync(_pet, CancellationToken.None)).ShouldBeTrue();
        stop.Release();
        await read;
        await _process.SettledAsync(_pet);

        (await _process.CachedAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_counts_how_the_cache_served_it()
    {
        using var results = new ReadResults();
        await _process.ReadAsync(_pet);
        await _process.SettledAsync(_pet);
        await _process.ReadAsync(_pet);
        await _process.PlantAsync(_pet, 1);
        await _process.ReadAsync(_pet);
        await _process.ReadAsync(_pet, minVersion: 2);

        results.All.ShouldBe(["miss", "negative", "hit", "stale"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("not a version at all")]
    public async Task Find_of_a_value_nobody_wrote_reads_Postgres(string value)
    {
        await _process.Redis.StringSetAsync(CacheKeys.Latest(_pet), value);
        _postgres.Committed = 2;

        (await _process.ReadAsync(_pet)).ShouldBe(2);
    }

    [Fact]
    public async Task Scripts_survive_a_flush_of_the_script_cache()
    {
        (await _process.MarkAsync(_pet, 1)).IsAcknowledged.ShouldBeTrue();
        var connection = await redis.ConnectAsync();
        foreach (var endpoint in connection.GetEndPoints())
            await connection.GetServer(endpoint).ScriptFlushAsync();

        var mark = await _process.MarkAsync(_pet, 2);

        mark.IsAcknowledged.ShouldBeTrue();
    }
}
