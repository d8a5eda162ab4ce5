using MediaClusters.Persistence.Jobs;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Jobs;

/// <summary>Ends the running jobs of a worker that stops: lets them finish, then interrupts them and hands them back.</summary>
internal sealed class JobDrain(
    IJobQueue queue,
    RunningJobs jobs,
    IOptions<WorkerOptions> options,
    WorkerTelemetry telemetry,
    TimeProvider time,
    ILogger<JobDrain> logger)
{
    private static readonly TimeSpan UnwindTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HandBackTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What a stop may take beyond <see cref="WorkerOptions.DrainTimeout"/>.</summary>
    public static readonly TimeSpan Overhead = UnwindTimeout + HandBackTimeout;

    public async Task DrainAsync()
    {
        var running = jobs.Snapshot();
        if (running.Count == 0)
            return;

        logger.Draining(running.Count, options.Value.DrainTimeout);
        if (await FinishAsync(running, options.Value.DrainTimeout))
            return;

        foreach (var job in running)
            job.Stop();
        await FinishAsync(running, UnwindTimeout);

        // One that has not come to its end even now is handed back as well: its writes are fenced.
        var unfinished = running.Where(job => !job.Completion.IsCompletedSuccessfully || job.Completion.Result == JobOutcome.HandedBack).ToArray();
        if (unfinished.Length > 0)
            await HandBackAsync([.. unfinished.Select(job => job.Job)]);
    }

    private async Task<bool> FinishAsync(IReadOnlyList<RunningJob> running, TimeSpan timeout)
    {
        try
        {
            await Task.WhenAll(running.Select(job => job.Completion)).WaitAsync(timeout, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task HandBackAsync(ClaimedJob[] unfinished)
    {
        try
        {
            using var timeout = new CancellationTokenSource(HandBackTimeout, time);
            var handedBack = await queue.HandBackAsync(unfinished, timeout.Token);
            telemetry.HandedBack(handedBack);
            logger.HandedBack(handedBack, unfinished.Length);
        }
        catch (Exception exception)
        {
            logger.HandBackFailed(exception, unfinished.Length);
        }
    }
}
