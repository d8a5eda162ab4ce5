using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Leases;

/// <summary>Takes back the jobs of workers that died or went silent, their own included.</summary>
internal sealed class LeaseReaper(
    IJobQueue queue,
    WorkerTelemetry telemetry,
    IOptions<WorkerOptions> options,
    LoopContext context,
    ILogger<LeaseReaper> logger) : PeriodicLoop(options.Value.ReapInterval, context, logger)
{
    private const int BatchSize = 100;

    protected override TimeSpan Limit => BriefLimit;

    protected override async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        var reaped = await queue.ReapExpiredAsync(BatchSize, cancellationToken);
        foreach (var job in reaped)
            Logger.LeaseExpired(job.PetId, job.Id, job.Attempts, job.Status);

        telemetry.LeasesExpired(reaped);
        return reaped.Count == BatchSize;
    }
}
