using System.Collections.Concurrent;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

public sealed class LoadRunnerTests : IDisposable
{
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task A_ramp_sends_the_integral_of_its_rate()
    {
        var result = await RunAsync(Steps(() => null), new LoadShape.Arrivals(100, 300, 4, TimeSpan.FromSeconds(0.5)));

        result.Latency.Count.ShouldBe(100);
        result.Failed.ShouldBe(0);
        result.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.5));
        result.Timeline.Sum(second => second.Succeeded).ShouldBe(100);
    }

    [Fact]
    public async Task Of_the_warm_up_failures_count_and_latencies_do_not()
    {
        var steps = 0;

        var result = await RunAsync(
            Steps(() => Interlocked.Increment(ref steps) <= 3 ? "cold" : null),
            LoadShape.Arrivals.Constant(100, 2, TimeSpan.FromSeconds(0.3)), warmUp: TimeSpan.FromSeconds(0.2));

        steps.ShouldBe(50);
        result.Latency.Count.ShouldBe(30);
        result.Failed.ShouldBe(3);
        result.FirstFailure.ShouldBe("cold");
        result.Timeline.Sum(second => second.Failed).ShouldBe(0);
    }

    [Fact]
    public async Task Exceptions_of_the_network_are_failures_and_the_first_is_named()
    {
        var result = await RunAsync(
            new("nobody", Nobody, async (caller, cancellationToken) =>
            {
                await caller.Http.SendAsync(HttpRequests.Get(Nobody, "/", token: null), cancellationToken);
                return null;
            }),
            LoadShape.Arrivals.Constant(100, 2, TimeSpan.FromSeconds(0.1)));

        result.Failed.ShouldBe(10);
        result.Latency.Count.ShouldBe(0);
        result.FirstFailure.ShouldNotBeNull().ShouldContain("refused");
        result.Timeline.Sum(second => second.Failed).ShouldBe(10);
    }

    [Fact]
    public async Task What_is_not_answered_or_could_never_be_sent_has_failed()
    {
        var sent = 0;
        var runner = new LoadRunner(1) { Grace = TimeSpan.FromSeconds(0.2) };

        var result = await runner.RunAsync(
            new("silent", Nobody, async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref sent);
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return null;
            }),
            LoadShape.Arrivals.Constant(100, 2, TimeSpan.FromSeconds(0.2)), TimeSpan.Zero, _patience.Token);

        sent.ShouldBe(2);
        result.Failed.ShouldBe(20);
        result.FirstFailure.ShouldBe("not answered within 0.2 s after the end");
        result.Timeline.Sum(second => second.Failed).ShouldBe(20);
    }

    [Fact]
    public async Task A_broken_step_ends_the_run_at_once()
    {
        var scenario = new Scenario("broken", Nobody, async (caller, cancellationToken) =>
        {
            if (caller.Index == 3)
                throw new FormatException("broken");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        });

        (await Should.ThrowAsync<FormatException>(() => RunAsync(scenario, new LoadShape.Saturation(5, TimeSpan.FromHours(1))))).Message.ShouldBe("broken");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_stops_everything(bool open)
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token);
        await using var server = new ScriptedServer(async (_, _) =>
        {
            await cancelling.CancelAsync();
            await Task.Delay(Timeout.Infinite, _patience.Token);
        });
        var hour = TimeSpan.FromHours(1);

        await Should.ThrowAsync<OperationCanceledException>(() => new LoadRunner(1).RunAsync(
            Getting(server), open ? LoadShape.Arrivals.Constant(50, 3, hour) : new LoadShape.Saturation(3, hour), hour, cancelling.Token));

        _patience.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Each_callers_randomness_comes_from_the_seed_the_scenario_and_its_index()
    {
        var one = await DrawAsync(seed: 1, "read");

        one.Distinct().Count().ShouldBe(4);
        (await DrawAsync(seed: 1, "read")).ShouldBe(one);
        (await DrawAsync(seed: 2, "read")).Intersect(one).ShouldBeEmpty();
        (await DrawAsync(seed: 1, "write")).Intersect(one).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_are_warm_before_any_is_measured()
    {
        var counted = 0;
        var warmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slowIsWarm = false;
        var measuredTooSoon = false;
        var quick = Steps(() =>
        {
            var step = Interlocked.Increment(ref counted);
            if (step == 10)
                warmed.SetResult();
            measuredTooSoon |= step > 10 && !Volatile.Read(ref slowIsWarm);
            return null;
        });
        var slow = new Scenario("slow", Nobody, async (_, cancellationToken) =>
        {
            await warmed.Task.WaitAsync(cancellationToken);

            // Time for the quick one to be measured too soon, of which nothing but its steps would tell.
            await Task.Delay(50, cancellationToken);
            Volatile.Write(ref slowIsWarm, true);
            return null;
        });
        var duration = TimeSpan.FromSeconds(0.1);

        var results = await new LoadRunner(1).RunAsync(
            [(quick, LoadShape.Arrivals.Constant(100, 2, duration)), (slow, new LoadShape.Saturation(1, duration))], duration, _patience.Token);

        measuredTooSoon.ShouldBeFalse();
        results.Select(result => result.Scenario).ShouldBe(["steps", "slow"]);
        results[0].Latency.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Loads_that_cannot_be_are_refused()
    {
        var second = TimeSpan.FromSeconds(1);
        LoadShape[] shapes =
        [
            new LoadShape.Saturation(0, second), new LoadShape.Saturation(1, TimeSpan.Zero), new LoadShape.Saturation(1, -second),
            LoadShape.Arrivals.Constant(double.NaN, 1, second), LoadShape.Arrivals.Constant(double.PositiveInfinity, 1, second),
            LoadShape.Arrivals.Constant(0, 1, second), new LoadShape.Arrivals(-1, 5, 1, second),
        ];

        foreach (var shape in shapes)
            (await Should.ThrowAsync<ArgumentException>(() => RunAsync(Steps(() => null), shape))).Message.ShouldStartWith("steps: ");

        var twice = (Steps(() => null), (LoadShape)new LoadShape.Saturation(1, second));
        await Should.ThrowAsync<ArgumentException>(() => new LoadRunner(1).RunAsync([twice, twice], second, _patience.Token));
        await Should.ThrowAsync<ArgumentException>(() => new LoadRunner(1).RunAsync([], second, _patience.Token));
    }

    private static Scenario Steps(Func<string?> step) => new("steps", Nobody, (_, _) => ValueTask.FromResult(step()));

    private static Scenario Getting(ScriptedServer server)
    {
        var request = HttpRequests.Get(server.Address, "/", token: null);
        return new("get", server.Address, async (caller, cancellationToken)
            => (await caller.Http.SendAsync(request, cancellationToken)).Status == 200 ? null : "not 200");
    }

    private async Task<int[]> DrawAsync(int seed, string name)
    {
        var drawn = new ConcurrentDictionary<int, int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var scenario = new Scenario(name, Nobody, async (caller, cancellationToken) =>
        {
            if (drawn.TryAdd(caller.Index, caller.Random.Next()) && drawn.Count == 4)
                all.TrySetResult();
            await all.Task.WaitAsync(cancellationToken);
            return null;
        });
        await new LoadRunner(seed).RunAsync(scenario, LoadShape.Arrivals.Constant(40, 4, TimeSpan.FromSeconds(0.1)), TimeSpan.Zero, _patience.Token);
        return [.. drawn.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
    }

    private Task<LoadResult> RunAsync(Scenario scenario, LoadShape shape, TimeSpan warmUp = default)
        => new LoadRunner(1).RunAsync(scenario, shape, warmUp, _patience.Token);
}
