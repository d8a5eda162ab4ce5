using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>What the queue's statements look at, in pages, when much was done and vacuum is held back.</summary>
[Collection(ServersCollection.Name)]
public sealed class QueueCostTests(Servers servers) : IAsyncLifetime
{
    private const int Done = 6_000;

    private TestDatabase _database = null!;
    private QueueProcess _worker = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _worker = new(_database);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Claim_costs_the_same_however_much_was_done_while_vacuum_is_held_back()
    {
        await _database.AddFinishedAsync(20_000, "succeeded");

        // Neighbours in time lie on different pages, as they do in a table that has been used for long.
        foreach (var priority in (int[])[100, 0, -100])
            await _database.AddQueuedAsync(4_000, priority, "now() - interval '1 hour' + (n * 7919 % 4000) * interval '100 ms'");
        await _database.ExecuteAsync("VACUUM ANALYZE cluster_jobs");
        await _worker.LookAsync();
        var fresh = await ClaimBuffersAsync(_worker.Floors.Current);

        await using var holder = await _database.HoldVacuumBackAsync();
        for (var done = 0; done < Done; done += 500)
        {
            (await _worker.ClaimAsync(500)).Count.ShouldBe(500);
            await _database.FinishClaimedAsync();
        }

        var worn = await ClaimBuffersAsync(_worker.Floors.Current);
        var without = await ClaimBuffersAsync(FloorSegments.Unknown);
        await _worker.LookAsync();
        var looked = await ClaimBuffersAsync(_worker.Floors.Current);

        fresh.ShouldBeLessThan(700);
        worn.ShouldBeLessThan(fresh + 90);
        looked.ShouldBeLessThan(fresh + 90);
        without.ShouldBeGreaterThan(worn + (Done / 2), "or nothing is held back, and nothing is shown");
    }

    [Fact]
    public async Task Stats_cost_the_same_however_many_jobs_there_are()
    {
        await _database.AddFinishedAsync(15_000, "failed");
        await _database.AddFinishedAsync(15_000, "failed", priority: -100);
        await _database.AddQueuedAsync(45_000, -100, "now() - interval '1 hour' + n * interval '10 ms'");
        await _database.AddQueuedAsync(5_000, 7);
        await _database.ExecuteAsync("VACUUM ANALYZE cluster_jobs");

        var stats = await _worker.Stats.ReadAsync(default);

        stats.Count(ClusterJobStatus.Queued, PriorityClass.High).ShouldBe(5_000);
        stats.Count(ClusterJobStatus.Queued, PriorityClass.Normal).ShouldBe(0);
        stats.Count(ClusterJobStatus.Queued, PriorityClass.Low).ShouldBeInRange(40_000, 50_000);
        stats.Failed.ShouldBeInRange(27_000, 33_000);
        stats.OldestQueuedAge.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(65));
        stats.OldestFailedAge.ShouldBeInRange(TimeSpan.FromSeconds(14_990), TimeSpan.FromSeconds(15_600));

        var from = _worker.Floors.Current;
        (string, object)[] segments = [("lows", from.Lows), ("highs", from.Highs), ("floors", from.Floors)];
        (await _database.BuffersAsync(StatsSql.Queued, segments)).ShouldBeLessThan(16_000, "a page for each of the 15,000 it counts, at most");
        (await _database.BuffersAsync(StatsSql.Failed)).ShouldBeLessThan(11_000);
        (await _database.BuffersAsync(StatsSql.OldestQueued, segments)).ShouldBeLessThan(60);
        (await _database.BuffersAsync(StatsSql.OldestFailed)).ShouldBeLessThan(10);
        (await _database.BuffersAsync(StatsSql.Processing, ("leases", from.LeaseFloor))).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task Stats_do_not_look_at_what_was_done_while_vacuum_is_held_back()
    {
        await _database.AddQueuedAsync(5_000, 0, "now() - interval '1 hour' + n * interval '10 ms'");
        await _database.ExecuteAsync("VACUUM ANALYZE cluster_jobs");
        await _worker.LookAsync();
        await using var holder = await _database.HoldVacuumBackAsync();
        await _database.ExecuteAsync("""
            UPDATE cluster_jobs SET status = 'processing', attempts = 1, worker_id = 'w', started_at = now(), lease_expires_at = now() - interval '1 minute'
            WHERE id IN (SELECT id FROM cluster_jobs ORDER BY run_after LIMIT 3000)
            """);
        await _database.FinishClaimedAsync();
        await _worker.LookAsync();
        await _worker.ClaimAsync(4);

        var stats = await _worker.Stats.ReadAsync(default);

        (stats.Queued, stats.Processing).ShouldBe((1_996, 4));
        var from = _worker.Floors.Current;
        (await _database.BuffersAsync(StatsSql.Processing, ("leases", from.LeaseFloor))).ShouldBeLessThan(20);
        (await _database.BuffersAsync(StatsSql.Processing, ("leases", FloorSegments.NoFloor))).ShouldBeGreaterThan(40, "or nothing is held back, and nothing is shown");
    }

    [Fact]
    public async Task Reaper_does_not_look_at_leases_that_were_renewed_or_ended_while_vacuum_is_held_back()
    {
        await _database.AddQueuedAsync(3_000, 0);
        await _database.ExecuteAsync("VACUUM ANALYZE cluster_jobs");
        await using var holder = await _database.HoldVacuumBackAsync();
        await _worker.ClaimAsync(3_000);
        for (var minute = 5; minute >= 1; minute--)
            await _database.ExecuteAsync($"UPDATE cluster_jobs SET lease_expires_at = now() - interval '{minute} minutes' WHERE status = 'processing'");
        await _database.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = now() + interval '1 minute' WHERE status = 'processing'");
        await _worker.LookAsync();

        (await ReapBuffersAsync(_worker.Floors.Current.LeaseFloor)).ShouldBeLessThan(20);
        (await ReapBuffersAsync(FloorSegments.NoFloor)).ShouldBeGreaterThan(60, "or nothing is held back, and nothing is shown");
    }

    [Fact]
    public async Task Failed_jobs_are_looked_at_page_by_page_however_few_of_them_the_filter_fits()
    {
        await _database.AddFinishedAsync(30_000, "failed");
        await _database.AddQueuedAsync(100_000, 0);
        await _database.ExecuteAsync("VACUUM ANALYZE cluster_jobs");

        (await _database.BuffersAsync(FailedJobSql.Page, FailedPage("no such error"))).ShouldBeLessThan(1_200, "a page for each of the rows it looks at, at most");
        (await _database.BuffersAsync(FailedJobSql.Page, FailedPage(""))).ShouldBeLessThan(8_000, "and a few more for each pet");
    }

    [Fact]
    public async Task Redrives_look_for_active_jobs_by_pet()
    {
        await _database.AddFinishedAsync(1_000, "failed");
        await _database.AddQueuedAsync(100_000, 0);
        await _database.ExecuteAsync("VACUUM ANALYZE cluster_jobs");

        foreach (var plan in new[]
        {
            await _database.PlanAsync(FailedJobSql.Page, FailedPage("")),
            await _database.PlanAsync(JobAdminSql.Redrive, ("id", Guid.NewGuid()), ("actor", "test"), ("max_attempts", 5), ("reason", "")),
            await _database.PlanAsync(
                JobAdminSql.RedriveMany,
                ("ids", new Guid[500]), ("failed_at", new DateTimeOffset[500]), ("actor", "test"), ("max_attempts", 5), ("reason", "")),
        })
        {
            plan.ShouldContain("ix_cluster_jobs_unfinished");
            plan.ShouldNotContain("ux_cluster_jobs_queued");
            plan.ShouldNotContain("ix_cluster_jobs_claim");
            plan.ShouldNotContain("Seq Scan");
        }
    }

    private static (string, object)[] FailedPage(string error) =>
    [
        ("without", Array.Empty<string>()), ("failures", JobFailures.All.Append("").ToArray()), ("job_reason", ""), ("error", error),
        ("before", DateTimeOffset.MaxValue), ("before_id", Guid.AllBitsSet), ("after", DateTimeOffset.MinValue), ("rows", 1_000),
    ];

    private Task<long> ReapBuffersAsync(DateTimeOffset leases) => _database.BuffersAsync(
        JobSql.ReapExpired,
        ("max_attempts", 5), ("base", TimeSpan.FromSeconds(1)), ("longest", TimeSpan.FromMinutes(5)), ("limit", 100), ("leases", leases));

    private Task<long> ClaimBuffersAsync(FloorSegments from) => _database.BuffersAsync(
        ClaimSql.Claim,
        ("worker", "w"), ("count", 16), ("lease", TimeSpan.FromSeconds(30)), ("aged", 2), ("aging_after", TimeSpan.FromMinutes(2)),
        ("lows", from.Lows), ("highs", from.Highs), ("floors", from.Floors));
}
