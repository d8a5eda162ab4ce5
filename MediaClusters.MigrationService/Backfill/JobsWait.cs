using MediaClusters.MigrationService.Progress;
using MediaClusters.Persistence.Backfill;

namespace MediaClusters.MigrationService.Backfill;

/// <summary>Waits until the jobs of a backfill have finished, one way or the other.</summary>
internal sealed class JobsWait(IPetBacklog backlog, IProgressDisplay display, TimeProvider time, ILogger<JobsWait> logger)
{
    private const int ShownFailures = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(BackfillProgress progress, IReadOnlyCollection<Guid> joined, CancellationToken cancellationToken)
    {
        var outcome = await backlog.GetOutcomeAsync(progress.Tag, progress.StartedAt, joined, cancellationToken);
        await display.ShowAsync("Jobs", async report =>
        {
            report.Report(Show(outcome));
            while (outcome.Unfinished > 0)
            {
                await Task.Delay(Pause, time, cancellationToken);
                outcome = await backlog.GetOutcomeAsync(progress.Tag, progress.StartedAt, joined, cancellationToken);
                report.Report(Show(outcome));
            }
        });

        logger.JobsFinished(outcome.Succeeded, outcome.Failed);
        if (outcome.Failed == 0)
            return ExitCodes.Done;

        foreach (var job in await backlog.ListFailedAsync(progress.Tag, progress.StartedAt, joined, ShownFailures, cancellationToken))
            logger.JobFailed(job.JobId, job.PetId, job.Error);
        return ExitCodes.Failed;
    }

    private static WorkProgress Show(RunOutcome outcome) => new(
        outcome.Succeeded + outcome.Failed,
        outcome.Unfinished + outcome.Succeeded + outcome.Failed,
        [("succeeded", outcome.Succeeded), ("failed", outcome.Failed)]);
}
