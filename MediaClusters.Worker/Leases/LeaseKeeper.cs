using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Leases;

/// <summary>Renews the leases of all running jobs in one call, and interrupts the jobs whose lease is gone.</summary>
internal sealed class LeaseKeeper(
    IJobQueue queue,
    RunningJobs jobs,
    IOptions<WorkerOptions> options,
    LoopContext context,
    ILogger<LeaseKeeper> logger) : PeriodicLoop(options.Value.LeaseRenewal, context, logger)
{
    // A renewal that hangs must not outlast the time for another try.
    protected override TimeSpan Limit => options.Value.LeaseRenewal;

    protected override async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        var running = jobs.Snapshot().Where(job => job.NeedsLease).ToArray();
        if (running.Length == 0)
            return false;

        var sent = Time.GetTimestamp();
        var held = await queue.RenewAsync([.. running.Select(job => job.Job)], cancellationToken);

        foreach (var job in running)
        {
            if (held.Contains(job.Job.Id))
                job.ExtendLease(sent);
            else
                job.LoseLease();
        }

        return false;
    }
}
