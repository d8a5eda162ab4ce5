using System.Threading.Channels;
using MediaClusters.Persistence.Freshness;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Leases;
using MediaClusters.Worker.Maintenance;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaClusters.Tests.Worker.Maintenance;

public sealed class MaintenanceLoopTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Relay_full_batch_is_followed_by_the_next_at_once()
    {
        var counts = new Queue<int>([100, 100, 7]);
        var calls = Channel.CreateUnbounded<int>();
        _worker.Stores.OnRelay = () =>
        {
            var count = counts.TryDequeue(out var next) ? next : 0;
            calls.Writer.TryWrite(count);
            return Task.FromResult(count);
        };
        var relay = _worker.Loop<OutboxRelayLoop>();

        await relay.StartAsync(CancellationToken.None);
        for (var i = 0; i < 3; i++)
            await WorkerHarness.SoonAsync(calls.Reader.ReadAsync());
        _worker.Elapsed.ShouldBe(TimeSpan.Zero);

        await _worker.AdvanceUntilAsync(calls.Reader.ReadAsync().AsTask(), _ => true);
        _worker.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(190));
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Relay_failing_makes_health_degraded_until_it_works_again()
    {
        var calls = 0;
        var recovered = new TaskCompletionSource();
        _worker.Stores.OnRelay = () =>
        {
            if (++calls <= 2)
                throw new IOException("away");
            if (calls == 4)
                recovered.SetResult();
            return Task.FromResult(0);
        };
        var relay = _worker.Loop<OutboxRelayLoop>();

        await relay.StartAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        HealthCheckResult health;
        while ((health = await CheckHealthAsync()).Status == HealthStatus.Healthy)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldBe("Failing: OutboxRelayLoop (IOException)");
        await _worker.AdvanceUntilAsync(recovered.Task, _ => true);
        (await CheckHealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Reap_expired_leases_are_counted_and_logged()
    {
        var reaped = new TaskCompletionSource();
        var calls = 0;
        _worker.Queue.OnReap = () =>
        {
            if (++calls == 2)
                reaped.SetResult();
            return Task.FromResult<IReadOnlyList<ReapedJob>>(calls > 1 ? [] :
            [
                new(Guid.NewGuid(), Guid.NewGuid(), 1, 5, ClusterJobStatus.Queued),
                new(Guid.NewGuid(), Guid.NewGuid(), 7, 7, ClusterJobStatus.Failed),
            ]);
        };
        var reaper = _worker.Loop<LeaseReaper>();

        await reaper.StartAsync(CancellationToken.None);
        await _worker.AdvanceUntilAsync(reaped.Task, _ => true);
        await reaper.StopAsync(CancellationToken.None);

        _worker.Sum("mediaclusters.leases.expired").ShouldBe(2);
        _worker.Sum("mediaclusters.jobs.completed").ShouldBe(1, "nobody else tells of a job whose last attempt died");
        _worker.Sum("mediaclusters.jobs.completed", "failed").ShouldBe(1);
        _worker.Sum("mediaclusters.job.attempts", "failed").ShouldBe(5, "its reruns are no attempts");
        _worker.Logged.Count(id => id == 2030).ShouldBe(2);
    }

    [Fact]
    public async Task Stats_fresh_are_shown_and_stale_are_not()
    {
        var calls = 0;
        var second = new TaskCompletionSource();
        _worker.Queue.OnStats = _ =>
        {
            if (++calls == 1)
                return Task.FromResult(new QueueStats(
                    [
                        new(ClusterJobStatus.Queued, PriorityClass.Normal, 3),
                        new(ClusterJobStatus.Queued, PriorityClass.Low, 4),
                        new(ClusterJobStatus.Processing, PriorityClass.High, 1),
                        new(ClusterJobStatus.Failed, PriorityClass.Normal, 2),
                    ], TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(5)));
            second.TrySetResult();
            throw new IOException("away");
        };
        var collector = _worker.Loop<QueueStatsCollector>();

        await collector.StartAsync(CancellationToken.None);
        await _worker.AdvanceUntilAsync(second.Task, _ => true);
        _worker.ObserveGauges();

        _worker.Measured.ShouldBe(
        [
            ("mediaclusters.queue.depth", "queued/high", 0),
            ("mediaclusters.queue.depth", "queued/normal", 3),
            ("mediaclusters.queue.depth", "queued/low", 4),
            ("mediaclusters.queue.depth", "processing/high", 1),
            ("mediaclusters.queue.depth", "processing/normal", 0),
            ("mediaclusters.queue.depth", "processing/low", 0),
            ("mediaclusters.queue.depth", "failed/high", 0),
            ("mediaclusters.queue.depth", "failed/normal", 2),
            ("mediaclusters.queue.depth", "failed/low", 0),
            ("mediaclusters.queue.oldest_age", "queued", 40),
            ("mediaclusters.queue.oldest_age", "failed", 300),
        ], ignoreOrder: true);

        _worker.Time.Advance(TimeSpan.FromSeconds(15));
        _worker.Measured.Clear();
        _worker.ObserveGauges();
        _worker.Measured.ShouldBeEmpty();
        await collector.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Stats_that_never_come_are_given_up_for_another_try()
    {
        var calls = 0;
        var again = new TaskCompletionSource();
        _worker.Queue.OnStats = async cancellationToken =>
        {
            if (++calls == 2)
                again.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Not reached.");
        };
        var collector = _worker.Loop<QueueStatsCollector>();

        await collector.StartAsync(CancellationToken.None);
        await _worker.AdvanceUntilAsync(again.Task, _ => true);

        _worker.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        await collector.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Freshness_without_any_version_tells_of_the_pets_alone()
    {
        var reading = new FreshnessReading(7, null);
        var again = new TaskCompletionSource();
        var calls = 0;
        _worker.Stores.OnFreshness = () =>
        {
            if (++calls == 2)
                again.SetResult();
            return Task.FromResult(reading);
        };
        var collector = _worker.Loop<FreshnessCollector>();

        await collector.StartAsync(CancellationToken.None);
        await ObserveUntilAsync(measured => measured == ("mediaclusters.pets.unclustered", null, 7));
        _worker.Measured.ShouldAllBe(measured => measured.Instrument == "mediaclusters.pets.unclustered");

        reading = new(6, TimeSpan.FromHours(30));
        await _worker.AdvanceUntilAsync(again.Task, _ => true);
        _worker.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(47));
        await ObserveUntilAsync(measured => measured == ("mediaclusters.versions.newest_age", null, 108_000));
        _worker.Measured.ShouldContain(("mediaclusters.pets.unclustered", null, 6));
        await collector.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Schema_behind_is_told_though_nothing_else_can_be_read()
    {
        _worker.Stores.OnFreshness = () => throw new IOException("relation \"pets\" does not exist");
        _worker.Stores.OnPendingMigrations = () => Task.FromResult(2);
        var (schema, freshness) = (_worker.Loop<SchemaCollector>(), _worker.Loop<FreshnessCollector>());

        await freshness.StartAsync(CancellationToken.None);
        await schema.StartAsync(CancellationToken.None);
        await ObserveUntilAsync(measured => measured == ("mediaclusters.schema.pending_migrations", null, 2));

        _worker.Measured.ShouldAllBe(measured => measured.Instrument == "mediaclusters.schema.pending_migrations");
        await schema.StopAsync(CancellationToken.None);
        await freshness.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Counters_are_there_before_they_count()
    {
        await _worker.Service<WorkerTelemetry>().StartAsync(CancellationToken.None);

        _worker.Measured.ShouldBe(
        [
            .. Enum.GetValues<JobOutcome>().Select(outcome => ("mediaclusters.jobs.completed", (string?)outcome.Tag(), 0.0)),
            ("mediaclusters.leases.expired", null, 0),
            .. from mode in (string[])["full", "incremental", "approximate"]
               from strategy in (string[])["dbscan", "hdbscan", "average-linkage", "increment", "other"]
               select ("mediaclusters.cluster.runs", (string?)$"{mode}/{strategy}", 0.0),
            .. ((string[])["birth", "death", "split", "merge"]).Select(kind => ("mediaclusters.groups.changed", (string?)kind, 0.0)),
        ], ignoreOrder: true);
    }

    /// <summary>A reading is shown a moment after it was taken.</summary>
    private async Task ObserveUntilAsync(Func<(string Instrument, string? Tag, double Value), bool> measured)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!_worker.Measured.Any(measured))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            _worker.ObserveGauges();
        }
    }

    private Task<HealthCheckResult> CheckHealthAsync() => _worker.Health.CheckHealthAsync(new HealthCheckContext());
}
