using System.Diagnostics.Metrics;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.Persistence.Jobs;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Leases;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Worker.Leases;

/// <summary>How soon the job of a worker that died runs again.</summary>
[Collection(ServersCollection.Name)]
public sealed class LeaseRecoveryTests(Servers servers)
{
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(45);

    [Fact]
    public void By_default_lease_reaping_wait_and_poll_together_stay_below_45_s()
    {
        var (queue, worker) = (new JobQueueOptions(), new WorkerOptions());
        const double jitter = 1.2;

        (queue.Lease + (worker.ReapInterval * jitter) + queue.RetryBaseDelay + (worker.PollInterval * jitter)).ShouldBeLessThan(Goal - TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_worker_whose_slots_are_all_taken_goes_on_reaping_at_its_interval()
    {
        await using var worker = new WorkerHarness(options => options.Concurrency = 2);
        var held = new TaskCompletionSource();
        worker.Stores.OnLoad = token => held.Task.WaitAsync(token);
        worker.Queue.Due.Enqueue(FakeJobQueue.Job());
        worker.Queue.Due.Enqueue(FakeJobQueue.Job());
        var reaps = new List<TimeSpan>();
        var enough = new TaskCompletionSource();
        worker.Queue.OnReap = () =>
        {
            reaps.Add(worker.Elapsed);
            if (reaps.Count == 30)
                enough.SetResult();
            return Task.FromResult<IReadOnlyList<ReapedJob>>([]);
        };

        await worker.Loop<ClaimLoop>().StartAsync(default);
        (await WorkerHarness.SoonAsync(worker.Queue.Claims.ReadAsync())).ShouldBe(2);
        await worker.Loop<LeaseReaper>().StartAsync(default);
        await worker.AdvanceUntilAsync(enough.Task, due => due >= TimeSpan.FromSeconds(4) && due <= TimeSpan.FromSeconds(6));

        worker.Stores.Persisted.ShouldBeEmpty("or it is not busy");
        reaps.Zip(reaps.Skip(1), (before, after) => after - before).ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(4) && pause <= TimeSpan.FromSeconds(6));
        held.SetResult();
        await worker.Loop<LeaseReaper>().StopAsync(default);
        await worker.Loop<ClaimLoop>().StopAsync(default);
    }

    [Fact]
    public async Task A_dead_workers_job_runs_again_within_lease_reaping_and_wait()
    {
        await using var database = await servers.CreateDatabaseAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var worker = new WorkerOptions { ReapInterval = TimeSpan.FromMilliseconds(250) };
        var options = new JobQueueOptions { Lease = TimeSpan.FromSeconds(1), RetryBaseDelay = TimeSpan.FromMilliseconds(100) };
        var process = new QueueProcess(database, queue => (queue.Lease, queue.RetryBaseDelay) = (options.Lease, options.RetryBaseDelay));
        var jobs = new JobQueue(database.DataSource, Options.Create(options), TimeProvider.System, new Random(1), process.Floors, process.Claims, process.Stats);
        var job = await jobs.EnqueueAsync(Given.Request(Guid.NewGuid()), default);
        await process.LookAsync();
        (await jobs.ClaimAsync("dead", 1, default)).ShouldHaveSingleItem();
        var expiry = await database.ScalarAsync<DateTime>("SELECT lease_expires_at FROM cluster_jobs");

        using var reaper = new LeaseReaper(
            jobs, new WorkerTelemetry(services.GetRequiredService<IMeterFactory>(), Options.Create(options)), Options.Create(worker),
            new LoopContext(TimeProvider.System, new Jitter(1), new LoopHealth()), NullLogger<LeaseReaper>.Instance);
        await reaper.StartAsync(default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        IReadOnlyList<ClaimedJob> again;
        while ((again = await jobs.ClaimAsync("alive", 1, patience.Token)).Count == 0)
            await Task.Delay(20, patience.Token);
        await reaper.StopAsync(default);

        again.Single().Id.ShouldBe(job.JobId);
        again.Single().Attempt.ShouldBe(2);

        // What is left is a busy machine's.
        var late = await database.ScalarAsync<DateTime>("SELECT started_at FROM cluster_jobs") - expiry;
        late.ShouldBeInRange(options.RetryBaseDelay, (worker.ReapInterval * 1.2) + options.RetryBaseDelay + TimeSpan.FromSeconds(3));
    }
}
