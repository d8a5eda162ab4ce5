using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>Reads of many pets: the protocol of single reads, a chunk at a time.</summary>
public sealed class LatestBatchTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid[] _pets = [.. Enumerable.Range(0, 80).Select(_ => Guid.CreateVersion7())];
    private readonly FakePostgres _postgres = new() { Committed = 5 };
    private CacheProcess _process = null!;

    public async Task InitializeAsync() => _process = new(await redis.ConnectAsync(), _postgres);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task FindMany_reads_Postgres_once_a_chunk_and_then_Redis()
    {
        (await FindAsync(_pets)).ShouldAllBe(version => version == 5);
        _postgres.Reads.ShouldBe(3);

        (await FindAsync(_pets)).ShouldAllBe(version => version == 5);
        (await _process.ReadAsync(_pets[40])).ShouldBe(5);

        _postgres.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task FindMany_reads_the_misses_among_hits_and_keeps_the_order()
    {
        await _process.PlantAsync(_pets[0], 6);
        await _process.PlantAsync(_pets[2], 7);
        using var results = new ReadResults();

        (await FindAsync(_pets[..4])).ShouldBe([6, 5, 7, 5]);

        results.All.ShouldBe(["hit", "miss", "hit", "miss"]);
        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task FindMany_reads_no_further_than_its_answers_are_taken()
    {
        await foreach (var latest in _process.Latest.FindManyAsync(_pets, CancellationToken.None))
        {
            latest.PetId.ShouldBe(_pets[0]);
            break;
        }

        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task FindMany_of_pets_without_a_version_says_so_and_remembers_it()
    {
        _postgres.Committed = 0;

        (await FindAsync(_pets[..2])).ShouldBe([0, 0]);
        (await FindAsync(_pets[..2])).ShouldBe([0, 0]);

        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task FindMany_passes_over_a_body_older_than_this_process_has_returned_and_drops_it()
    {
        await _process.ReadAsync(_pets[0]);
        await _process.SettledAsync(_pets[0]);
        await _process.PlantAsync(_pets[0], 4);

        (await FindAsync(_pets[..1])).ShouldBe([5]);

        (await _process.CachedAsync(_pets[0])).ShouldBeNull();
    }

    [Fact]
    public async Task Find_never_returns_less_than_a_batch_has_returned()
    {
        await FindAsync(_pets[..1]);
        await _process.PlantAsync(_pets[0], 4);

        (await _process.ReadAsync(_pets[0])).ShouldBe(5);
    }

    [Fact]
    public async Task FindMany_does_not_fill_while_a_pet_is_being_written()
    {
        _postgres.IsBeingWritten = true;

        (await FindAsync(_pets[..2])).ShouldBe([5, 5]);

        (await _process.CachedAsync(_pets[0])).ShouldBeNull();
    }

    [Fact]
    public async Task FindMany_whose_lease_was_revoked_does_not_fill()
    {
        var stop = _postgres.AfterSnapshot = new();
        var read = FindAsync(_pets[..2]);
        await stop.Reached;
        var mark = await _process.MarkAsync(_pets[0], 6);
        await _process.PublishAsync(mark);
        _postgres.Committed = 6;
        stop.Release();

        (await read).ShouldBe([5, 5]);

        (await _process.CachedAsync(_pets[0])).ShouldBe(6);
        (await _process.CachedAsync(_pets[1])).ShouldBe(5);
    }

    [Fact]
    public async Task FindMany_without_Redis_reads_Postgres()
    {
        await using var own = new OwnRedis();
        await own.Server.InitializeAsync();
        var process = new CacheProcess(await own.Server.ConnectAsync(), _postgres);
        await RedisServer.UntilLostAsync((StackExchange.Redis.ConnectionMultiplexer)process.Connection, own.Server.KillAsync);

        var found = new List<long>();
        await foreach (var latest in process.Latest.FindManyAsync(_pets, CancellationToken.None))
            found.Add(latest.Found!.Version);

        found.ShouldAllBe(version => version == 5);
        _postgres.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task FindMany_gives_Postgres_its_time_and_no_more()
    {
        var time = new ManualTimeProvider();
        var process = new CacheProcess(await redis.ConnectAsync(), _postgres, time);
        var stop = _postgres.AfterSnapshot = new();
        var read = process.Latest.FindManyAsync(_pets, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync().AsTask();
        await stop.Reached;

        time.Advance(new CacheOptions().ReadTimeout);

        await Should.ThrowAsync<TimeoutException>(read);
    }

    [Fact]
    public async Task FindMany_is_abandoned_with_its_caller()
    {
        var stop = _postgres.AfterSnapshot = new();
        using var caller = new CancellationTokenSource();
        var read = _process.Latest.FindManyAsync(_pets, caller.Token).GetAsyncEnumerator().MoveNextAsync().AsTask();
        await stop.Reached;

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(read);
    }

    [Fact]
    public async Task Find_of_a_deleted_pet_never_returns_what_this_process_returned_before()
    {
        await _process.ReadAsync(_pets[0]);
        await _process.SettledAsync(_pets[0]);
        await _process.LoseAsync(_pets[0]);
        _postgres.Committed = 0;
        (await _process.ReadAsync(_pets[0])).ShouldBe(0);
        await _process.SettledAsync(_pets[0]);

        // A deletion that could not reach Redis left the body, or a restart brought it back.
        await _process.PlantAsync(_pets[0], 5);

        (await _process.ReadAsync(_pets[0])).ShouldBe(0);
        (await FindAsync(_pets[..1])).ShouldBe([0]);
    }

    [Fact]
    public async Task Find_of_a_deleted_pet_however_often_does_not_hide_its_next_life()
    {
        await _process.ReadAsync(_pets[0]);
        await _process.SettledAsync(_pets[0]);
        await _process.LoseAsync(_pets[0]);
        _postgres.Committed = 0;
        for (var i = 0; i < 5; i++)
            (await _process.ReadAsync(_pets[0])).ShouldBe(0);
        await _process.SettledAsync(_pets[0]);

        // The deletion was 6.
        await _process.PlantAsync(_pets[0], 7);

        (await _process.ReadAsync(_pets[0])).ShouldBe(7);
    }

    private async Task<long[]> FindAsync(Guid[] pets)
    {
        var found = new List<long>();
        await foreach (var latest in _process.Latest.FindManyAsync(pets, CancellationToken.None))
        {
            latest.PetId.ShouldBe(pets[found.Count]);
            found.Add(latest.Found?.Version ?? 0);
        }

        return [.. found];
    }

    private sealed class OwnRedis : IAsyncDisposable
    {
        public RedisServer Server { get; } = new();

        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }
}
