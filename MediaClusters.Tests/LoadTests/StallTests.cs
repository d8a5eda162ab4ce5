using System.Diagnostics;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

/// <summary>A service stands still for a while. Callers that wait for it would have sent more meanwhile, and those would have waited too.</summary>
public sealed class StallTests
{
    private const double Rate = 400;

    [Fact]
    public async Task An_open_loop_shows_a_stall_in_all_that_it_delayed()
    {
        var (result, stall) = await RunAsync(LoadShape.Arrivals.Constant(Rate, 4, TimeSpan.FromSeconds(1)));

        result.Latency.Count.ShouldBe(400);
        result.Latency.Percentile(99).ShouldBeGreaterThan(stall.TotalMilliseconds * 0.9);
        // Those that arrived in the first half of it waited at least the other half.
        var delayed = result.Latency.Count * (1 - ShareWithin(result, stall / 2));
        delayed.ShouldBeGreaterThanOrEqualTo(Rate * stall.TotalSeconds / 2 * 0.9);
    }

    [Fact]
    public async Task A_closed_loop_hides_it()
    {
        var (result, stall) = await RunAsync(new LoadShape.Saturation(4, TimeSpan.FromSeconds(1)));

        result.Latency.Max.ShouldBeGreaterThan(stall.TotalMilliseconds * 0.9);
        (result.Latency.Count * (1 - ShareWithin(result, stall * 0.9))).ShouldBeLessThanOrEqualTo(4.5, "once a caller");
    }

    private static async Task<(LoadResult Result, TimeSpan Stall)> RunAsync(LoadShape shape)
    {
        var (requests, stalled) = (0, TimeSpan.Zero);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            var request = Interlocked.Increment(ref requests);
            if (request == 100)
            {
                var began = Stopwatch.GetTimestamp();

                // The stall itself, whose true length is measured: nothing is waited for.
                await Task.Delay(TimeSpan.FromSeconds(0.3));
                stalled = Stopwatch.GetElapsedTime(began);
                over.SetResult();
            }

            if (request > 100)
                await over.Task;
            await stream.WriteAsync(ScriptedServer.Ok);
        });
        var get = HttpRequests.Get(server.Address, "/", token: null);
        var scenario = new Scenario("get", server.Address, async (caller, cancellationToken)
            => (await caller.Http.SendAsync(get, cancellationToken)).Status == 200 ? null : "not 200");

        var result = await new LoadRunner(1).RunAsync(scenario, shape, TimeSpan.Zero, CancellationToken.None);

        result.Failed.ShouldBe(0, result.FirstFailure);
        return (result, stalled);
    }

    private static double ShareWithin(LoadResult result, TimeSpan latency)
        => result.Latency.Distribution().LastOrDefault(point => point.Milliseconds <= latency.TotalMilliseconds).Share;
}
