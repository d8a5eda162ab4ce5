using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>A wait is used again and again, and none of its readers gets another's answer or alarm.</summary>
[Collection(ServersCollection.Name)]
public sealed class ReadWaitsTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);

    private readonly ManualTimeProvider _time = new();
    private ReadWaits _waits = null!;

    public async Task InitializeAsync()
    {
        var options = Options.Create(new CacheOptions { Budget = Budget });
        _waits = new(new RedisPort(await redis.ConnectAsync(), options, _time, NullLogger<RedisPort>.Instance), Budget, _time);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Answer_comes_before_the_wait_begins_or_after()
    {
        (await _waits.StartAsync(Task.FromResult((RedisValue)"at once"), isProbe: false)).ShouldBe(Answered("at once"));

        var asked = new TaskCompletionSource<RedisValue>();
        var wait = _waits.StartAsync(asked.Task, isProbe: false);
        wait.IsCompleted.ShouldBeFalse();
        asked.SetResult("later");
        (await wait).ShouldBe(Answered("later"));
    }

    [Fact]
    public async Task Error_and_cancellation_are_failures()
    {
        (await _waits.StartAsync(Task.FromException<RedisValue>(new IOException("the connection was lost")), isProbe: false)).Status.ShouldBe(ReplyStatus.Failed);
        (await _waits.StartAsync(Task.FromCanceled<RedisValue>(new CancellationToken(canceled: true)), isProbe: false)).Status.ShouldBe(ReplyStatus.Failed);
    }

    [Fact]
    public async Task Wait_ends_with_the_budget_and_what_comes_later_is_nobodys_answer()
    {
        var late = new TaskCompletionSource<RedisValue>();
        var wait = _waits.StartAsync(late.Task, isProbe: false);

        _time.Advance(Budget - TimeSpan.FromMilliseconds(1));
        wait.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await wait).Status.ShouldBe(ReplyStatus.Failed);

        var asked = new TaskCompletionSource<RedisValue>();
        var next = _waits.StartAsync(asked.Task, isProbe: false);
        late.SetResult("the first reader's");
        next.IsCompleted.ShouldBeFalse();
        asked.SetResult("the second one's");
        (await next).ShouldBe(Answered("the second one's"));
    }

    [Fact]
    public async Task Wait_used_again_has_a_budget_of_its_own()
    {
        var first = new TaskCompletionSource<RedisValue>();
        var answered = _waits.StartAsync(first.Task, isProbe: false);
        _time.Advance(Budget - TimeSpan.FromMilliseconds(1));
        first.SetResult("in time");
        await answered;

        // The first one's alarm would ring 1 ms from here.
        var wait = _waits.StartAsync(new TaskCompletionSource<RedisValue>().Task, isProbe: false);
        _time.Advance(Budget - TimeSpan.FromMilliseconds(1));
        wait.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await wait).Status.ShouldBe(ReplyStatus.Failed);
    }

    [Fact]
    public async Task Many_at_once_get_their_own_answers()
    {
        for (var round = 0; round < 3; round++)
        {
            var asked = Enumerable.Range(0, 2_000).Select(_ => new TaskCompletionSource<RedisValue>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
            var waits = asked.Select(one => _waits.StartAsync(one.Task, isProbe: false).AsTask()).ToArray();
            Parallel.For(0, asked.Length, index => asked[index].SetResult(index));

            (await Task.WhenAll(waits)).Select(reply => (int)reply.Value).ShouldBe(Enumerable.Range(0, asked.Length));
        }
    }

    private static Reply<RedisValue> Answered(string value) => new(ReplyStatus.Answered, value);
}
