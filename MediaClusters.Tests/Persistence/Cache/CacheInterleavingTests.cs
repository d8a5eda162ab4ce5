using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>The interleavings that docs/cache-protocol.md rules out, one by one and by name.</summary>
public sealed class CacheInterleavingTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly FakePostgres _postgres = new() { Committed = 4 };
    private CacheProcess _a = null!;
    private CacheProcess _b = null!;

    public async Task InitializeAsync()
    {
        _a = new(await redis.ConnectAsync(), _postgres);
        _b = new(await redis.ConnectAsync(), _postgres);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Slow_filler_after_a_publish_stores_nothing()
    {
        var (filler, read) = await StartSlowReadAsync();

        await CommitAsync(5, publish: true);
        await FinishAsync(filler, read, 4);

        (await StrangerReadsAsync()).ShouldBe(5);
        (await _b.CachedAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Slow_filler_after_a_writer_that_died_stores_nothing()
    {
        var (filler, read) = await StartSlowReadAsync();

        await CommitAsync(5, publish: false);
        await FinishAsync(filler, read, 4);

        (await _b.CachedAsync(_pet)).ShouldBeNull();
        (await StrangerReadsAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Slow_filler_after_a_writer_that_died_and_the_expiry_of_its_marker_stores_nothing()
    {
        var (filler, read) = await StartSlowReadAsync();

        await CommitAsync(5, publish: false);
        await _b.Redis.KeyDeleteAsync(CacheKeys.Pending(_pet));
        (await _b.ReadAsync(_pet)).ShouldBe(5);
        await FinishAsync(filler, read, 4);

        (await StrangerReadsAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Slow_filler_after_the_loss_of_all_data_stores_nothing()
    {
        var (filler, read) = await StartSlowReadAsync();

        await CommitAsync(5, publish: true);
        await _b.LoseAsync(_pet);
        await FinishAsync(filler, read, 4);

        (await _b.CachedAsync(_pet)).ShouldBeNull();
        (await StrangerReadsAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Slow_filler_does_not_use_the_lease_of_the_next_one()
    {
        var (filler, read) = await StartSlowReadAsync();

        await _b.LoseAsync(_pet);
        _postgres.Committed = 5;
        var (second, secondRead) = await StartSlowReadAsync(_b);
        await FinishAsync(filler, read, 4);
        (await _b.CachedAsync(_pet)).ShouldBeNull();

        await FinishAsync(second, secondRead, 5, _b);
        (await _b.CachedAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Filler_that_starts_after_the_marker_was_lost_and_before_the_commit_stores_nothing()
    {
        _postgres.IsBeingWritten = true;
        var mark = await _a.MarkAsync(_pet, 5);
        await _a.LoseAsync(_pet);

        var (filler, read) = await StartSlowReadAsync();
        _postgres.Committed = 5;
        _postgres.IsBeingWritten = false;
        (await _b.ReadAsync(_pet)).ShouldBe(5);
        await FinishAsync(filler, read, 4);

        (await _b.CachedAsync(_pet)).ShouldBeNull();
        (await _a.PublishAsync(mark)).ShouldBeTrue();
        (await StrangerReadsAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Two_fillers_only_the_one_with_the_lease_stores()
    {
        var (first, firstRead) = await StartSlowReadAsync();
        (await _b.ReadAsync(_pet)).ShouldBe(4);
        (await _b.CachedAsync(_pet)).ShouldBeNull();

        await FinishAsync(first, firstRead, 4);

        (await _b.CachedAsync(_pet)).ShouldBe(4);
    }

    [Fact]
    public async Task Marker_sends_readers_to_Postgres_and_refuses_fills_until_it_expires()
    {
        await _a.PlantAsync(_pet, 4);
        await _a.MarkAsync(_pet, 5);

        (await _b.ReadAsync(_pet)).ShouldBe(4);
        (await _b.CachedAsync(_pet)).ShouldBeNull();

        await _a.Redis.KeyDeleteAsync(CacheKeys.Pending(_pet));
        (await _b.ReadAsync(_pet)).ShouldBe(4);
        await _b.SettledAsync(_pet);
        (await _b.CachedAsync(_pet)).ShouldBe(4);
    }

    [Fact]
    public async Task Marker_refuses_the_lease_and_the_fill_of_one_who_has_it()
    {
        await _a.MarkAsync(_pet, 5);
        (await _a.Cache.AcquireAsync(_pet, need: 0)).ShouldBe(default);
        await _a.Redis.StringSetAsync(CacheKeys.Fill(_pet), "lease");

        (await _a.Cache.FillAsync(_pet, "lease", FakePostgres.Body(4))).ShouldBeFalse();

        (await _a.CachedAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task Marker_has_a_time_to_live()
    {
        await _a.MarkAsync(_pet, 5);

        var ttl = await _a.Redis.KeyTimeToLiveAsync(CacheKeys.Pending(_pet));
        ttl.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), new CacheOptions().PendingTtl);
    }

    [Fact]
    public async Task Retry_of_a_writer_that_rolled_back_takes_over_its_marker()
    {
        var rolledBack = await _a.MarkAsync(_pet, 5);
        var retry = await _b.MarkAsync(_pet, 5);

        _postgres.Committed = 5;
        await _b.PublishAsync(retry);

        (await _a.CachedAsync(_pet)).ShouldBe(5);
        (await _a.PublishAsync(rolledBack)).ShouldBeTrue();
        (await _a.CachedAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Late_publish_beside_the_marker_of_the_next_writer_stores_nothing_and_lifts_nothing()
    {
        var fifth = await _a.MarkAsync(_pet, 5);
        _postgres.Committed = 5;
        var sixth = await _b.MarkAsync(_pet, 6);
        _postgres.Committed = 6;

        (await _a.PublishAsync(fifth)).ShouldBeTrue();

        (await _a.CachedAsync(_pet)).ShouldBeNull();
        (await _a.Redis.KeyExistsAsync(CacheKeys.Pending(_pet))).ShouldBeTrue();
        await _b.PublishAsync(sixth);
        (await _a.CachedAsync(_pet)).ShouldBe(6);
    }

    [Fact]
    public async Task Late_publish_after_a_newer_one_stores_nothing()
    {
        var fifth = await _a.MarkAsync(_pet, 5);
        await CommitAsync(6, publish: true, _b);

        (await _a.PublishAsync(fifth)).ShouldBeTrue();

        (await _a.CachedAsync(_pet)).ShouldBe(6);
    }

    [Fact]
    public async Task Late_publish_after_a_newer_one_and_the_loss_of_all_data_stores_nothing()
    {
        var fifth = await _a.MarkAsync(_pet, 5);
        await CommitAsync(6, publish: true, _b);
        await _b.LoseAsync(_pet);

        (await _a.PublishAsync(fifth)).ShouldBeTrue();

        (await _a.CachedAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task Mark_carried_out_after_a_newer_publish_sets_no_marker()
    {
        await CommitAsync(6, publish: true);

        (await _b.MarkAsync(_pet, 5)).IsAcknowledged.ShouldBeFalse();

        (await _a.Redis.KeyExistsAsync(CacheKeys.Pending(_pet))).ShouldBeFalse();
        (await _a.ReadAsync(_pet)).ShouldBe(6);
    }

    [Fact]
    public async Task Publish_without_an_acknowledged_mark_removes_the_older_body_and_stores_nothing()
    {
        await _a.PlantAsync(_pet, 4);
        _postgres.Committed = 5;

        (await _a.PublishAsync(new PendingMark(_pet, 5, Token: null))).ShouldBeTrue();

        (await _a.CachedAsync(_pet)).ShouldBeNull();
        (await _b.ReadAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Body_that_another_process_filled_meanwhile_saves_the_read()
    {
        var stopped = new Checkpoint();
        var late = new CacheProcess(_a.Connection, _postgres, decorate: inner => new SteeredCache(inner) { BeforeAcquire = stopped });
        var read = late.ReadAsync(_pet);
        await stopped.Reached;
        await _b.ReadAsync(_pet);
        await _b.SettledAsync(_pet);
        var reads = _postgres.Reads;

        stopped.Release();

        (await read).ShouldBe(4);
        _postgres.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task Body_found_by_the_script_is_not_given_to_those_who_boarded_after_it_ran()
    {
        var (before, after) = (new Checkpoint(), new Checkpoint());
        var late = new CacheProcess(_a.Connection, _postgres, decorate: inner => new SteeredCache(inner) { AlwaysMiss = true, BeforeAcquire = before, AfterAcquire = after });
        var first = late.ReadAsync(_pet);
        await before.Reached;
        await _b.PlantAsync(_pet, 4);
        before.Release();
        await after.Reached;

        await CommitAsync(5, publish: false);
        (await _b.ReadAsync(_pet)).ShouldBe(5);
        var second = late.ReadAsync(_pet);
        after.Release();

        (await second).ShouldBe(5);
        (await first).ShouldBeGreaterThanOrEqualTo(4);
    }

    /// <summary>What a process reads that remembers nothing of this pet.</summary>
    private Task<long> StrangerReadsAsync() => new CacheProcess(_a.Connection, _postgres).ReadAsync(_pet);

    private async Task CommitAsync(long version, bool publish, CacheProcess? writer = null)
    {
        writer ??= _b;
        var mark = await writer.MarkAsync(_pet, version);
        mark.IsAcknowledged.ShouldBeTrue();
        _postgres.Committed = version;
        if (publish)
            (await writer.PublishAsync(mark)).ShouldBeTrue();
    }

    /// <summary>A reader that holds the lease, has seen the version committed now, and is slow to store it.</summary>
    private async Task<(Checkpoint Stop, Task<long> Read)> StartSlowReadAsync(CacheProcess? process = null)
    {
        var stop = _postgres.AfterSnapshot = new();
        var read = (process ?? _a).ReadAsync(_pet);
        await stop.Reached;
        return (stop, read);
    }

    private async Task FinishAsync(Checkpoint stop, Task<long> read, long expected, CacheProcess? process = null)
    {
        stop.Release();
        (await read).ShouldBe(expected);
        await (process ?? _a).SettledAsync(_pet);
    }
}
