using System.Diagnostics;
using System.Net;
using Xunit.Abstractions;

namespace MediaClusters.Tests.Operations;

/// <summary>Whatever a process needs goes away and comes back: it works again within 10 s, without a restart.</summary>
public sealed class RecoveryTests(RecoveringStack stack, ITestOutputHelper output) : IClassFixture<RecoveringStack>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Postgres_that_crashed_is_used_again_soon_after_its_return()
    {
        await stack.Postgres.StopImmediatelyAsync();
        (await stack.UntilHealthAsync(HttpStatusCode.ServiceUnavailable)).ShouldBeTrue();
        (await stack.ReadAsync()).Status.ShouldBe(HttpStatusCode.OK);

        await stack.Postgres.StartAsync();
        var returned = Stopwatch.GetTimestamp();
        var (_, worked) = await stack.WorkAsync();
        (await stack.UntilHealthAsync(HttpStatusCode.OK)).ShouldBeTrue();
        Check("Postgres crashed", worked, Stopwatch.GetElapsedTime(returned));
    }

    [Fact]
    public async Task Redis_that_was_killed_is_used_again_soon_after_its_return()
    {
        await stack.Redis.KillAsync();
        var (_, without) = await stack.WorkAsync();
        (await stack.ReadAsync()).Status.ShouldBe(HttpStatusCode.OK);

        await stack.Redis.StartAsync();
        var cached = await stack.UntilCacheAsync();
        Check("Redis killed", without, cached);
    }

    [Fact]
    public async Task Redis_that_is_silent_is_passed_over_and_used_again_soon_after()
    {
        stack.ToRedis.Stall();
        var slowest = TimeSpan.Zero;
        for (var read = 0; read < 40; read++)
        {
            var (status, elapsed) = await stack.ReadAsync();
            status.ShouldBe(HttpStatusCode.OK);
            slowest = elapsed > slowest ? elapsed : slowest;
        }

        var (_, without) = await stack.WorkAsync();
        stack.ToRedis.Resume();
        var cached = await stack.UntilCacheAsync();
        Check($"Redis silent, slowest read {slowest.TotalMilliseconds:F0} ms", without, cached);
    }

    [Fact]
    public async Task Redis_behind_a_connection_that_leads_nowhere_is_reached_by_a_new_one()
    {
        stack.ToRedis.Forget();
        var silent = Stopwatch.GetTimestamp();
        (await stack.ReadAsync()).Status.ShouldBe(HttpStatusCode.OK);
        var (_, worked) = await stack.WorkAsync();

        var cached = await stack.UntilCacheAsync();
        Check("Redis forgotten", worked, Stopwatch.GetElapsedTime(silent) < cached ? cached : Stopwatch.GetElapsedTime(silent));
    }

    [Fact]
    public async Task Postgres_behind_connections_that_lead_nowhere_is_reached_by_new_ones()
    {
        // What is sent before the silence is noticed waits for its own limit; what comes after that works.
        stack.ToPostgres.Forget();
        (await stack.UntilSilenceIsNoticedAsync()).ShouldBeLessThan(Bound);

        var (_, worked) = await stack.WorkAsync();
        var health = Stopwatch.GetTimestamp();
        (await stack.UntilHealthAsync(HttpStatusCode.OK)).ShouldBeTrue();
        Check("Postgres forgotten", worked, Stopwatch.GetElapsedTime(health));
    }

    private void Check(string what, params TimeSpan[] times)
    {
        output.WriteLine($"{what}: {string.Join(", ", times.Select(time => $"{time.TotalSeconds:F1} s"))}");
        times.ShouldAllBe(time => time < Bound, what);
    }
}
