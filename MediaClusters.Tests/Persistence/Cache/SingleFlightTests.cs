using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>One read a pet and process, and nobody gets an answer older than what was out when they asked.</summary>
public sealed class SingleFlightTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly FakePostgres _postgres = new() { Committed = 1 };
    private readonly ManualTimeProvider _time = new();
    private CacheProcess _process = null!;

    /// <summary>Where a flight may still be boarded.</summary>
    private Checkpoint? _boarding;

    public async Task InitializeAsync() =>
        _process = new(await redis.ConnectAsync(), _postgres, _time, decorate: inner => new SteeredCache(inner) { AlwaysMiss = true, StopAcquire = () => _boarding });

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Readers_before_the_read_begins_share_it()
    {
        var stop = _boarding = new();
        var first = _process.ReadAsync(_pet);
        await stop.Reached;
        var others = Enumerable.Range(0, 50).Select(_ => _process.ReadAsync(_pet)).ToArray();

        stop.Release();

        (await first).ShouldBe(1);
        (await Task.WhenAll(others)).ShouldAllBe(version => version == 1);
        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Readers_after_the_read_began_share_the_next_one_and_see_what_was_committed_meanwhile()
    {
        var stop = _postgres.AfterSnapshot = new();
        var first = _process.ReadAsync(_pet);
        await stop.Reached;

        // Somebody has seen version 2 elsewhere before these arrive.
        _postgres.Committed = 2;
        await _process.LoseAsync(_pet);
        var others = Enumerable.Range(0, 50).Select(_ => _process.ReadAsync(_pet)).ToArray();
        stop.Release();

        (await first).ShouldBe(1);
        (await Task.WhenAll(others)).ShouldAllBe(version => version == 2);
        _postgres.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Readers_of_other_pets_do_not_wait()
    {
        var stop = _postgres.AfterSnapshot = new();
        var stuck = _process.ReadAsync(_pet);
        await stop.Reached;

        (await _process.ReadAsync(Guid.CreateVersion7())).ShouldBe(1);

        stuck.IsCompleted.ShouldBeFalse();
        stop.Release();
        await stuck;
    }

    [Fact]
    public async Task Cancelled_reader_leaves_the_others_their_read()
    {
        var stop = _postgres.AfterSnapshot = new();
        using var impatient = new CancellationTokenSource();
        var first = _process.ReadAsync(_pet, cancellationToken: impatient.Token);
        await stop.Reached;
        var second = _process.ReadAsync(_pet);

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        stop.Release();

        (await second).ShouldBe(1);
    }

    [Fact]
    public async Task Read_goes_on_for_whoever_of_those_who_share_it_stays()
    {
        var (boarding, stop) = (_boarding = new(), _postgres.AfterSnapshot = new());
        using var impatient = new CancellationTokenSource();
        var first = _process.ReadAsync(_pet, cancellationToken: impatient.Token);
        await boarding.Reached;
        var second = _process.ReadAsync(_pet);
        boarding.Release();
        await stop.Reached;

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        stop.Release();

        (await second).ShouldBe(1);
        _postgres.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Read_that_everybody_left_is_ended_and_the_next_one_starts()
    {
        var (boarding, stop) = (_boarding = new(), _postgres.AfterSnapshot = new());
        using var impatient = new CancellationTokenSource();
        var first = _process.ReadAsync(_pet, cancellationToken: impatient.Token);
        await boarding.Reached;
        var second = _process.ReadAsync(_pet, cancellationToken: impatient.Token);
        boarding.Release();
        await stop.Reached;

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await Should.ThrowAsync<OperationCanceledException>(second);

        // The read that stopped is never let go.
        (await _process.ReadAsync(_pet).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(1);
    }

    [Fact]
    public async Task Read_that_everybody_left_before_it_began_is_ended_too()
    {
        var (boarding, stop) = (_boarding = new(), _postgres.AfterSnapshot = new());
        using var impatient = new CancellationTokenSource();
        var only = _process.ReadAsync(_pet, cancellationToken: impatient.Token);
        await boarding.Reached;

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(only);
        boarding.Release();
        await stop.Reached;

        (await _process.ReadAsync(_pet).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(1);
    }

    [Fact]
    public async Task Failed_read_fails_everybody_aboard_and_is_not_remembered()
    {
        _postgres.Failure = new InvalidOperationException("down");
        var stop = _boarding = new();
        var readers = Enumerable.Range(0, 5).Select(_ => _process.ReadAsync(_pet)).ToArray();
        await stop.Reached;
        stop.Release();

        foreach (var reader in readers)
            (await Should.ThrowAsync<InvalidOperationException>(reader)).Message.ShouldBe("down");
        _postgres.Reads.ShouldBe(1);

        _postgres.Failure = null;
        (await _process.ReadAsync(_pet)).ShouldBe(1);
    }

    [Fact]
    public async Task Read_that_takes_too_long_is_given_up_and_the_next_one_starts()
    {
        var stop = _postgres.AfterSnapshot = new();
        var stuck = _process.ReadAsync(_pet);
        await stop.Reached;
        var next = _process.ReadAsync(_pet);

        _time.Advance(new CacheOptions().ReadTimeout);

        await Should.ThrowAsync<TimeoutException>(stuck);
        (await next).ShouldBe(1);
    }
}
