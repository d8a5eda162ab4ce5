using System.Threading.Channels;
using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Maintenance;

namespace MediaClusters.Tests.Worker.Maintenance;

public sealed class RetentionLoopTests : IAsyncDisposable
{
    private static readonly RemovedRows Batch = new(2, 24, 6, 2);

    private readonly WorkerHarness _worker = new();

    private FakeRetention Retention => _worker.Retention;

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_run_removes_batch_after_batch_and_completes()
    {
        var left = 3;
        var completed = Completion();
        Retention.OnBatch = (progress, _, _) => Next(left-- > 0
            ? progress with { Removed = progress.Removed + Batch }
            : progress with { Phase = RetentionPhase.Done });

        await RunUntilAsync(completed);

        Retention.Calls.ShouldBe(["acquire", "complete"]);
        _worker.Sum("mediaclusters.retention.rows_removed", "pet_clusters").ShouldBe(6);
        _worker.Sum("mediaclusters.retention.rows_removed", "cluster_members").ShouldBe(72);
        _worker.Logged.Where(id => id >= 2040).ShouldBe([2040, 2043]);
    }

    [Fact]
    public async Task A_run_of_another_worker_is_gone_on_with_and_counted_from_there()
    {
        var before = RetentionProgress.Start with { Phase = RetentionPhase.Jobs, Removed = new(ClusterJobs: 1000) };
        var completed = Completion();
        RetentionProgress? given = null;
        Retention.OnAcquire = claim => new(claim, before.ToJson(), DateTimeOffset.UnixEpoch);
        Retention.OnBatch = (progress, _, _) =>
        {
            given = progress;
            return Next(progress with { Phase = RetentionPhase.Done, Removed = progress.Removed + new RemovedRows(ClusterJobs: 5) });
        };

        await RunUntilAsync(completed);

        given.ShouldBe(before);
        _worker.Sum("mediaclusters.retention.rows_removed", "cluster_jobs").ShouldBe(5);
        _worker.Logged.Where(id => id >= 2040).ShouldBe([2041, 2043]);
    }

    [Fact]
    public async Task Metrics_are_there_before_anything_was_removed_and_tell_of_another_workers_success()
    {
        var looked = new TaskCompletionSource();
        Retention.OnAcquire = _ =>
        {
            looked.TrySetResult();
            return null;
        };
        _worker.Loop<RetentionLoop>();
        _worker.ObserveGauges();
        _worker.Measured.ShouldBeEmpty("no time is known yet");

        Retention.CompletedAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        await RunUntilAsync(looked.Task);

        _worker.Measured.Select(measured => (measured.Instrument, measured.Tag, measured.Value)).Distinct().ShouldBe(
            ((string[])["pet_clusters", "cluster_members", "cluster_heroes", "cluster_snapshots", "cluster_jobs", "idempotency_keys"])
            .Select(table => ("mediaclusters.retention.rows_removed", (string?)table, 0.0)));
        _worker.ObserveGauges();
        _worker.Sum("mediaclusters.retention.last_success_timestamp").ShouldBe(1_800_000_000);
    }

    [Fact]
    public async Task A_lost_lease_ends_the_run_and_the_worker_looks_again_later()
    {
        var acquired = Channel.CreateUnbounded<TimeSpan>();
        Retention.OnAcquire = claim =>
        {
            acquired.Writer.TryWrite(_worker.Elapsed);
            return new(claim, null, DateTimeOffset.UnixEpoch);
        };
        Retention.OnBatch = (_, _, _) => Next(null);
        var loop = _worker.Loop<RetentionLoop>();

        await loop.StartAsync(CancellationToken.None);
        await WorkerHarness.SoonAsync(acquired.Reader.ReadAsync());
        var again = acquired.Reader.ReadAsync().AsTask();
        await _worker.AdvanceUntilAsync(again, _ => true);
        await loop.StopAsync(CancellationToken.None);

        (await again).ShouldBeGreaterThan(RetentionLoop.LookInterval * 0.7);
        Retention.Calls.ShouldNotContain("complete");
        _worker.Logged.ShouldContain(2045);
    }

    [Fact]
    public async Task Stopping_gives_a_batch_up_and_hands_the_run_on()
    {
        var inBatch = new TaskCompletionSource();
        Retention.OnBatch = async (progress, _, cancellationToken) =>
        {
            inBatch.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return progress;
        };
        var loop = _worker.Loop<RetentionLoop>();

        await loop.StartAsync(CancellationToken.None);
        await WorkerHarness.SoonAsync(inBatch.Task);
        await WorkerHarness.SoonAsync(loop.StopAsync(CancellationToken.None));

        Retention.Calls.ShouldBe(["acquire", "release"]);
        _worker.Logged.ShouldContain(2046);
    }

    [Fact]
    public async Task A_fault_of_the_database_is_retried_with_smaller_batches()
    {
        var sizes = new List<int>();
        var completed = Completion();
        Retention.OnBatch = (progress, size, _) =>
        {
            sizes.Add(size);
            return sizes.Count < 3 ? throw new IOException("away") : Next(progress with { Phase = RetentionPhase.Done });
        };

        await RunUntilAsync(completed);

        sizes.ShouldBe([200, 100, 50]);
        Retention.Calls.ShouldBe(["acquire", "acquire", "acquire", "complete"]);
        _worker.Logged.ShouldContain(2001);
    }

    [Fact]
    public async Task Disabled_it_touches_nothing()
    {
        await using var worker = new WorkerHarness(retention: options => options.Enabled = false);
        var loop = worker.Loop<RetentionLoop>();

        await loop.StartAsync(CancellationToken.None);
        var waits = 0;
        var rested = new TaskCompletionSource();
        await worker.AdvanceUntilAsync(rested.Task, _ =>
        {
            if (++waits == 3)
                rested.TrySetResult();
            return true;
        });
        await loop.StopAsync(CancellationToken.None);

        worker.Retention.Calls.ShouldBeEmpty();
    }

    private static Task<RetentionProgress?> Next(RetentionProgress? progress) => Task.FromResult(progress);

    private Task Completion()
    {
        var completed = new TaskCompletionSource();
        Retention.OnComplete = () =>
        {
            completed.TrySetResult();
            return Task.FromResult(true);
        };
        return completed.Task;
    }

    /// <summary>Stopping waits for the tick to end.</summary>
    private async Task RunUntilAsync(Task happened)
    {
        var loop = _worker.Loop<RetentionLoop>();
        await loop.StartAsync(CancellationToken.None);
        await _worker.AdvanceUntilAsync(happened, _ => true);
        await loop.StopAsync(CancellationToken.None);
    }
}
