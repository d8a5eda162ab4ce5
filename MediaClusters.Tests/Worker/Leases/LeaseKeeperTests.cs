using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Leases;

namespace MediaClusters.Tests.Worker.Leases;

public sealed class LeaseKeeperTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new();

    private LeaseKeeper Keeper => _worker.Loop<LeaseKeeper>();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Run_several_jobs_renews_them_in_one_call()
    {
        var jobs = new[] { FakeJobQueue.Job(), FakeJobQueue.Job() };
        foreach (var job in jobs)
            _worker.Run(job);

        await Keeper.StartAsync(CancellationToken.None);

        (await NextRenewalAsync()).ShouldBe(jobs, ignoreOrder: true);
        await Keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_job_missing_from_the_answer_is_interrupted_at_once()
    {
        var (held, lost) = (_worker.Run(FakeJobQueue.Job()), _worker.Run(FakeJobQueue.Job()));
        _worker.Queue.OnRenew = (_, _) => Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid> { held.Job.Id });

        await Keeper.StartAsync(CancellationToken.None);
        await WorkerHarness.SoonAsync(CancelledAsync(lost));

        lost.Interruption.ShouldBe(Interruption.LeaseLost);
        held.Interruption.ShouldBe(Interruption.None);
        await Keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_renewals_that_succeed_keep_a_job_for_longer_than_a_lease()
    {
        var running = _worker.Run(FakeJobQueue.Job());
        await Keeper.StartAsync(CancellationToken.None);

        for (var i = 0; i < 6; i++)
            await _worker.AdvanceUntilAsync(NextRenewalAsync(), IsPause);

        _worker.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(31));
        running.Interruption.ShouldBe(Interruption.None);
        await Keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_database_out_of_reach_gives_the_job_up_before_its_lease_ends()
    {
        var running = _worker.Run(FakeJobQueue.Job());
        _worker.Queue.OnRenew = (_, _) => throw new IOException("away");
        await Keeper.StartAsync(CancellationToken.None);

        await _worker.AdvanceUntilAsync(CancelledAsync(running), IsPause);

        running.Interruption.ShouldBe(Interruption.LeaseLost);
        _worker.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(26));
        await Keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_renewal_that_hangs_is_tried_again()
    {
        var running = _worker.Run(FakeJobQueue.Job());
        var renewal = 0;
        _worker.Queue.OnRenew = async (jobs, token) =>
        {
            if (++renewal == 1)
                await Task.Delay(Timeout.Infinite, token);
            return jobs.Select(job => job.Id).ToHashSet();
        };
        await Keeper.StartAsync(CancellationToken.None);
        await NextRenewalAsync();

        await _worker.AdvanceUntilAsync(NextRenewalAsync(), due => due <= TimeSpan.FromSeconds(10));

        running.Interruption.ShouldBe(Interruption.None);
        await Keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_job_in_its_last_write_is_not_renewed()
    {
        var (settling, working) = (_worker.Run(FakeJobQueue.Job()), _worker.Run(FakeJobQueue.Job()));
        settling.TrySettle().ShouldBeTrue();

        await Keeper.StartAsync(CancellationToken.None);

        (await NextRenewalAsync()).ShouldHaveSingleItem().ShouldBe(working.Job);
        await Keeper.StopAsync(CancellationToken.None);
    }

    // Not the renewal's own time-out of 10 s, nor the lease.
    private static bool IsPause(TimeSpan due) => due <= TimeSpan.FromSeconds(12) && due != TimeSpan.FromSeconds(10);

    private Task<IReadOnlyCollection<ClaimedJob>> NextRenewalAsync() => WorkerHarness.SoonAsync(_worker.Queue.Renewals.ReadAsync());

    private static Task CancelledAsync(RunningJob running)
    {
        var cancelled = new TaskCompletionSource();
        running.Token.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
