using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class JobQueueEnqueueTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Enqueue_new_pet_adds_a_queued_job_with_all_it_was_told()
    {
        var request = new EnqueueRequest(_pet, "upload", true, 7, """{"a": 1}""", null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var result = await _database.Queue.EnqueueAsync(request, default);

        result.Disposition.ShouldBe(EnqueueDisposition.Created);
        var job = (await _database.Jobs.FindAsync(result.JobId, default)).ShouldNotBeNull();
        job.PetId.ShouldBe(_pet);
        job.Status.ShouldBe(ClusterJobStatus.Queued);
        job.Reason.ShouldBe("upload");
        job.Force.ShouldBeTrue();
        job.Priority.ShouldBe(7);
        job.Metadata.ShouldBe("""{"a": 1}""");
        job.Attempts.ShouldBe(0);
        job.MaxAttempts.ShouldBe(5);
        (await _database.ScalarAsync<string>("SELECT trace_parent FROM cluster_jobs")).ShouldBe(request.TraceParent);
    }

    [Fact]
    public async Task Enqueue_queued_pet_joins_and_keeps_the_stronger_wish()
    {
        var first = await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, Priority: 5, TraceParent: "first"), default);

        var second = await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, Force: true, Priority: 1, TraceParent: "second"), default);

        second.ShouldBe(new EnqueueResult(first.JobId, ClusterJobStatus.Queued, EnqueueDisposition.Joined));
        var job = (await _database.Jobs.FindAsync(first.JobId, default)).ShouldNotBeNull();
        job.Priority.ShouldBe(5);
        job.Force.ShouldBeTrue();
        job.Rerun.ShouldBeFalse();
        (await _database.ScalarAsync<string>("SELECT trace_parent FROM cluster_jobs")).ShouldBe("first");
    }

    [Fact]
    public async Task Enqueue_processing_pet_asks_for_a_rerun_that_completion_requeues()
    {
        var first = await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();

        var second = await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, Force: true), default);

        second.ShouldBe(new EnqueueResult(first.JobId, ClusterJobStatus.Processing, EnqueueDisposition.RerunRequested));
        (await _database.Queue.CompleteAsync(claim, 3, default)).ShouldBeTrue();
        var job = (await _database.Jobs.FindAsync(first.JobId, default)).ShouldNotBeNull();
        job.Status.ShouldBe(ClusterJobStatus.Queued);
        job.Force.ShouldBeTrue();
        job.Rerun.ShouldBeFalse();
        job.ResultVersion.ShouldBe(3);

        var again = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        again.Attempt.ShouldBe(2);
        (await _database.Queue.CompleteAsync(claim, 9, default)).ShouldBeFalse("the first attempt's token is spent");
        (await _database.Queue.CompleteAsync(again, 4, default)).ShouldBeTrue();
        (await _database.Jobs.FindAsync(first.JobId, default))!.Status.ShouldBe(ClusterJobStatus.Succeeded);
    }

    [Fact]
    public async Task Enqueue_finished_pet_adds_another_job()
    {
        var first = await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        await _database.Queue.CompleteAsync(claim, null, default);

        var second = await _database.Queue.EnqueueAsync(Given.Request(_pet), default);

        second.Disposition.ShouldBe(EnqueueDisposition.Created);
        second.JobId.ShouldNotBe(first.JobId);
    }

    [Fact]
    public async Task Enqueue_same_key_and_request_replays_even_after_the_job_finished()
    {
        var request = new EnqueueRequest(_pet, "upload", IdempotencyKey: "k1");
        var first = await _database.Queue.EnqueueAsync(request, default);
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        await _database.Queue.CompleteAsync(claim, null, default);

        var second = await _database.Queue.EnqueueAsync(request, default);

        second.ShouldBe(new EnqueueResult(first.JobId, ClusterJobStatus.Succeeded, EnqueueDisposition.Replayed));
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs")).ShouldBe(1);
    }

    [Fact]
    public async Task Enqueue_same_key_other_request_enqueues_nothing()
    {
        await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, IdempotencyKey: "k1"), default);

        var second = await _database.Queue.EnqueueAsync(new EnqueueRequest(Guid.NewGuid(), IdempotencyKey: "k1"), default);

        second.Disposition.ShouldBe(EnqueueDisposition.KeyReused);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs")).ShouldBe(1);
    }

    [Fact]
    public async Task Enqueue_key_past_its_window_is_forgotten()
    {
        await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, IdempotencyKey: "k1"), default);
        await _database.ExecuteAsync("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'");

        var second = await _database.Queue.EnqueueAsync(new EnqueueRequest(Guid.NewGuid(), IdempotencyKey: "k1"), default);

        second.Disposition.ShouldBe(EnqueueDisposition.Created);
    }

    [Fact]
    public async Task Enqueue_many_at_once_for_one_pet_makes_one_job()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _database.Queue.EnqueueAsync(Given.Request(_pet), default)));

        results.Count(result => result.Disposition == EnqueueDisposition.Created).ShouldBe(1);
        results.Select(result => result.JobId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Enqueue_against_claims_and_completions_never_leaves_two_active_jobs_nor_loses_a_request()
    {
        // Enqueuers and a worker race for one pet. The last request must be followed by a claim that began after it.
        using var done = new CancellationTokenSource();
        var enqueued = 0;
        var lastClaimSaw = 0;
        var worker = Task.Run(async () =>
        {
            while (true)
            {
                var stopping = done.IsCancellationRequested;
                var claims = await _database.Queue.ClaimAsync("w1", 1, default);
                foreach (var claim in claims)
                {
                    Volatile.Write(ref lastClaimSaw, Volatile.Read(ref enqueued));
                    (await _database.Queue.CompleteAsync(claim, null, default)).ShouldBeTrue();
                }

                if (stopping && claims.Count == 0)
                    return;
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                // Counted before the request: a claim that serves it cannot have been earlier than this.
                Interlocked.Increment(ref enqueued);
                await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
            }
        })));
        await done.CancelAsync();
        await worker;

        lastClaimSaw.ShouldBe(200);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status <> 'succeeded'")).ShouldBe(0);
    }

    [Fact]
    public async Task Enqueue_many_at_once_with_one_key_makes_one_job()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, IdempotencyKey: "k1"), default)));

        results.Count(result => result.Disposition == EnqueueDisposition.Created).ShouldBe(1);
        results.Count(result => result.Disposition == EnqueueDisposition.Replayed).ShouldBe(19);
    }
}
