using System.Diagnostics;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class JobProcessorTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Process_new_photos_persists_a_version_with_their_hash()
    {
        var job = FakeJobQueue.Job();

        var outcome = await _worker.ProcessAsync(job);

        outcome.ShouldBe(JobOutcome.Succeeded);
        var (persistedFor, result, inputHash) = _worker.Stores.Persisted.ShouldHaveSingleItem();
        persistedFor.ShouldBe(job);
        result.ImageCount.ShouldBe(2);
        inputHash.ShouldBe(_worker.Stores.HashOf(_worker.Stores.Photos));
        _worker.Queue.Completed.ShouldBeEmpty();
        _worker.Sum("mediaclusters.jobs.completed", "succeeded").ShouldBe(1);
        _worker.Measured.Count(measured => measured.Instrument == "mediaclusters.job.duration").ShouldBe(1);
        _worker.Measured.Count(measured => measured.Instrument == "mediaclusters.cluster.duration").ShouldBe(1);
    }

    [Fact]
    public async Task Process_same_input_as_the_head_completes_without_a_new_version()
    {
        _worker.Stores.Head = new Head(4, Guid.NewGuid(), _worker.Stores.HashOf(_worker.Stores.Photos));

        var outcome = await _worker.ProcessAsync(FakeJobQueue.Job());

        outcome.ShouldBe(JobOutcome.Unchanged);
        _worker.Queue.Completed.ShouldHaveSingleItem().Version.ShouldBe(4);
        _worker.Stores.Clustered.ShouldBeEmpty();
        _worker.Sum("mediaclusters.jobs.completed", "unchanged").ShouldBe(1);
    }

    [Fact]
    public async Task Process_same_input_forced_persists_a_version()
    {
        _worker.Stores.Head = new Head(4, Guid.NewGuid(), _worker.Stores.HashOf(_worker.Stores.Photos));

        var outcome = await _worker.ProcessAsync(FakeJobQueue.Job(force: true));

        outcome.ShouldBe(JobOutcome.Succeeded);
        _worker.Stores.Persisted.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_no_photos_and_no_head_completes_with_nothing(bool force)
    {
        _worker.Stores.Photos = [];

        var outcome = await _worker.ProcessAsync(FakeJobQueue.Job(force: force));

        outcome.ShouldBe(JobOutcome.Unchanged);
        _worker.Queue.Completed.ShouldHaveSingleItem().Version.ShouldBeNull();
        _worker.Stores.Persisted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_no_photos_yet_waits_for_some(bool force)
    {
        _worker.Stores.Photos = [];
        var job = FakeJobQueue.Job(force: force) with { SnoozesLeft = 1 };

        (await _worker.ProcessAsync(job)).ShouldBe(JobOutcome.Snoozed);

        _worker.Queue.Snoozed.ShouldHaveSingleItem().ShouldBe(job);
        _worker.Queue.Completed.ShouldBeEmpty();
        _worker.Sum("mediaclusters.jobs.completed", "snoozed").ShouldBe(1);
        _worker.Measured.ShouldNotContain(measured => measured.Instrument == "mediaclusters.job.attempts");
    }

    [Theory]
    [InlineData(2, 1, false, true)]
    [InlineData(3, 1, false, false)]
    [InlineData(3, 0, false, true)]
    [InlineData(3, 1, true, true)]
    [InlineData(0, 1, false, true)]
    public async Task Process_two_photos_waits_for_more_as_long_as_it_may(int minPhotos, int snoozesLeft, bool force, bool clusters)
    {
        await using var worker = new WorkerHarness(options => options.MinPhotos = minPhotos);

        (await worker.ProcessAsync(FakeJobQueue.Job(force: force) with { SnoozesLeft = snoozesLeft })).ShouldBe(clusters ? JobOutcome.Succeeded : JobOutcome.Snoozed);

        worker.Stores.Persisted.Count.ShouldBe(clusters ? 1 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_no_photos_of_a_pet_that_has_a_version_does_not_wait(bool imported)
    {
        _worker.Stores.Head = new Head(4, Guid.NewGuid(), _worker.Stores.HashOf(_worker.Stores.Photos)) { IsImported = imported };
        _worker.Stores.Photos = [];

        (await _worker.ProcessAsync(FakeJobQueue.Job() with { SnoozesLeft = 3 })).ShouldBe(imported ? JobOutcome.Unchanged : JobOutcome.Succeeded);

        _worker.Queue.Snoozed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_snooze_that_is_refused_counts_as_lost_and_one_beside_another_job_as_failed()
    {
        _worker.Stores.Photos = [];
        _worker.Queue.OnSnooze = _ => Task.FromResult<ClusterJobStatus?>(null);
        (await _worker.ProcessAsync(FakeJobQueue.Job() with { SnoozesLeft = 1 })).ShouldBe(JobOutcome.Lost);

        _worker.Queue.OnSnooze = _ => Task.FromResult<ClusterJobStatus?>(ClusterJobStatus.Failed);
        (await _worker.ProcessAsync(FakeJobQueue.Job() with { SnoozesLeft = 1 })).ShouldBe(JobOutcome.Failed);
    }

    [Fact]
    public async Task Process_all_photos_deleted_persists_an_empty_version_once()
    {
        _worker.Stores.Head = new Head(4, Guid.NewGuid(), _worker.Stores.HashOf(_worker.Stores.Photos));
        _worker.Stores.Photos = [];

        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Succeeded);
        var persisted = _worker.Stores.Persisted.ShouldHaveSingleItem();
        persisted.Result.ImageCount.ShouldBe(0);

        _worker.Stores.Head = new Head(5, Guid.NewGuid(), persisted.InputHash);
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Unchanged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_no_photos_keeps_a_version_that_was_imported(bool force)
    {
        _worker.Stores.Head = new Head(1, Guid.NewGuid(), Given.Hash()) { IsImported = true };
        _worker.Stores.Photos = [];

        (await _worker.ProcessAsync(FakeJobQueue.Job(force: force))).ShouldBe(JobOutcome.Unchanged);

        _worker.Queue.Completed.ShouldHaveSingleItem().Version.ShouldBe(1);
        _worker.Stores.Persisted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_photos_of_another_model_are_left_out_and_logged()
    {
        _worker.Stores.LeftOut = 3;

        await _worker.ProcessAsync(FakeJobQueue.Job());

        _worker.Logged.ShouldContain(2011);
    }

    [Fact]
    public async Task Process_more_photos_than_a_run_takes_fails_for_good_without_clustering()
    {
        _worker.Stores.Photos = [.. Enumerable.Range(0, 11).Select(_ => FakeStores.Photo("clip"))];
        _worker.Queue.OnFail = _ => Task.FromResult<ClusterJobStatus?>(ClusterJobStatus.Failed);

        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Failed);

        _worker.Stores.Clustered.ShouldBeEmpty();
        var (_, error, permanent) = _worker.Queue.Failed.ShouldHaveSingleItem();
        permanent.ShouldBeTrue();
        error.ShouldContain("11 photos");
    }

    [Fact]
    public async Task Process_embedding_that_cannot_be_clustered_fails_for_good()
    {
        _worker.Stores.OnCluster = _ => throw new InvalidEmbeddingException(Guid.Empty, "is the zero vector");
        _worker.Queue.OnFail = _ => Task.FromResult<ClusterJobStatus?>(ClusterJobStatus.Failed);

        var outcome = await _worker.ProcessAsync(FakeJobQueue.Job());

        outcome.ShouldBe(JobOutcome.Failed);
        var failed = _worker.Queue.Failed.ShouldHaveSingleItem();
        failed.Permanent.ShouldBeTrue();
        failed.Error.ShouldBe("InvalidEmbeddingException: Image 00000000-0000-0000-0000-000000000000: is the zero vector");
        _worker.Sum("mediaclusters.jobs.completed", "failed").ShouldBe(1);
    }

    [Fact]
    public async Task Process_other_failure_is_retried()
    {
        _worker.Stores.OnPersist = _ => throw new TimeoutException("slow");

        var outcome = await _worker.ProcessAsync(FakeJobQueue.Job());

        outcome.ShouldBe(JobOutcome.Retried);
        var failed = _worker.Queue.Failed.ShouldHaveSingleItem();
        failed.Permanent.ShouldBeFalse();
        failed.Error.ShouldBe("TimeoutException: slow");
        _worker.Sum("mediaclusters.jobs.completed", "retried").ShouldBe(1);
    }

    [Fact]
    public async Task Process_failure_that_cannot_be_recorded_is_left_to_the_lease()
    {
        _worker.Stores.OnLoad = _ => throw new IOException("away");
        _worker.Queue.OnFail = _ => throw new IOException("still away");

        var processed = _worker.ProcessAsync(FakeJobQueue.Job());
        await _worker.AdvanceUntilAsync(processed, due => due < TimeSpan.FromSeconds(5));

        (await processed).ShouldBe(JobOutcome.Lost);
        _worker.Logged.ShouldContain(2014);
        _worker.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Process_failure_that_is_recorded_at_the_third_try_is_retried()
    {
        var tries = 0;
        _worker.Stores.OnLoad = _ => throw new IOException("away");
        _worker.Queue.OnFail = _ => ++tries < 3 ? throw new IOException("still away") : Task.FromResult<ClusterJobStatus?>(ClusterJobStatus.Queued);
        var processed = _worker.ProcessAsync(FakeJobQueue.Job());
        await _worker.AdvanceUntilAsync(processed, due => due < TimeSpan.FromSeconds(5));
        (await processed).ShouldBe(JobOutcome.Retried);
        _worker.Logged.ShouldNotContain(2014);
    }

    [Fact]
    public async Task Process_fenced_writes_count_as_lost()
    {
        _worker.Stores.OnPersist = _ => Task.FromResult<PersistedVersion?>(null);
        _worker.Queue.OnComplete = _ => Task.FromResult(false);

        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Lost);
        _worker.Stores.Photos = [];
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Lost);

        _worker.Sum("mediaclusters.jobs.completed", "lost").ShouldBe(2);
        _worker.Queue.Failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_lease_lost_while_clustering_writes_nothing()
    {
        var running = _worker.Run(FakeJobQueue.Job());
        _worker.Stores.OnCluster = _ =>
        {
            running.LoseLease().ShouldBeTrue();
            return new("fake", 0, [], [], new(null, null, null, 0, null));
        };

        (await _worker.Processor.ProcessAsync(running)).ShouldBe(JobOutcome.Lost);

        _worker.Stores.Persisted.ShouldBeEmpty();
        _worker.Queue.Failed.ShouldBeEmpty();
        running.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Process_lease_missing_while_persisting_trusts_the_write()
    {
        var running = _worker.Run(FakeJobQueue.Job());
        _worker.Stores.OnPersist = token =>
        {
            running.LoseLease().ShouldBeFalse();
            token.IsCancellationRequested.ShouldBeFalse();
            return Task.FromResult<PersistedVersion?>(new(1, Guid.NewGuid(), DateTimeOffset.UnixEpoch));
        };

        (await _worker.Processor.ProcessAsync(running)).ShouldBe(JobOutcome.Succeeded);
    }

    [Fact]
    public async Task Process_longer_than_the_timeout_counts_as_a_failure()
    {
        await using var worker = new WorkerHarness(options => options.JobTimeout = TimeSpan.FromSeconds(5));
        var loading = new TaskCompletionSource();
        worker.Stores.OnLoad = async token =>
        {
            loading.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };

        var processing = worker.ProcessAsync(FakeJobQueue.Job());
        await WorkerHarness.SoonAsync(loading.Task);
        worker.Time.Advance(TimeSpan.FromSeconds(5));

        (await WorkerHarness.SoonAsync(processing)).ShouldBe(JobOutcome.Retried);
        worker.Queue.Failed.ShouldHaveSingleItem().Error.ShouldStartWith("TimeoutException: ");
    }

    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(5, 5, 5)]
    [InlineData(7, 11, 1)]
    public async Task Process_job_that_ended_tells_its_attempts_without_those_of_earlier_rounds(int attempt, int maxAttempts, int told)
    {
        await _worker.ProcessAsync(FakeJobQueue.Job(attempt) with { MaxAttempts = maxAttempts });

        _worker.Measured.Where(measured => measured.Instrument == "mediaclusters.job.attempts")
            .ShouldBe([("mediaclusters.job.attempts", "succeeded", told)]);
    }

    [Fact]
    public async Task Process_job_that_will_be_retried_tells_no_attempts_yet()
    {
        _worker.Stores.OnCluster = _ => throw new InvalidOperationException("broken");

        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Retried);

        _worker.Measured.ShouldNotContain(measured => measured.Instrument == "mediaclusters.job.attempts");
    }

    [Fact]
    public async Task Process_always_continues_the_trace_of_the_caller()
    {
        var job = FakeJobQueue.Job(traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WorkerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("mediaclusters.job_id"), job.Id))
                    seen.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await _worker.ProcessAsync(job);

        var activity = seen.ShouldHaveSingleItem();
        activity.TraceId.ToHexString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
        activity.ParentSpanId.ToHexString().ShouldBe("b7ad6b7169203331");
        activity.GetTagItem("mediaclusters.outcome").ShouldBe("succeeded");
    }

    [Fact]
    public async Task Process_broken_trace_parent_is_no_obstacle() =>
        (await _worker.ProcessAsync(FakeJobQueue.Job(traceParent: "nonsense"))).ShouldBe(JobOutcome.Succeeded);
}
