using MediaClusters.Persistence.Maintenance;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Maintenance;

/// <summary>
/// Removes what is older than it is kept, in one worker at a time. A connection is held during a batch only, so that
/// jobs find the pool as it was.
/// </summary>
internal sealed class RetentionLoop(
    IRetention retention,
    IMaintenanceTasks tasks,
    RetentionTelemetry telemetry,
    WorkerIdentity identity,
    IOptions<RetentionOptions> options,
    LoopContext context,
    ILogger<RetentionLoop> logger) : PeriodicLoop(LookInterval, context, logger)
{
    public const string TaskName = "retention";

    /// <summary>How soon a worker notices that a run is due, or that another left one unfinished.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>Prolonged by every batch. Longer than a statement may take and the longest pause after it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);

    private readonly RetentionPace _pace = new(options.Value);

    protected override async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        telemetry.Removed(RemovedRows.None);
        if (!options.Value.Enabled)
            return false;

        if (await tasks.AcquireAsync(new(TaskName, identity.Id, Lease, options.Value.Interval), cancellationToken) is { } run)
            await RunAsync(run, cancellationToken);
        telemetry.Succeeded(await tasks.FindCompletedAsync(TaskName, cancellationToken));
        return false;
    }

    private async Task RunAsync(MaintenanceRun run, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        if (run.Progress is null)
            Logger.RetentionStarted(options.Value.VersionAge, options.Value.JobAge);
        else
            Logger.RetentionResumed(run.StartedAt, run.Progress);

        try
        {
            var progress = await RemoveAsync(run, RetentionProgress.Parse(run.Progress), cancellationToken);
            if (progress is null || !await tasks.CompleteAsync(run, cancellationToken))
                Logger.RetentionLeaseLost();
            else
                LogFinished(progress, Time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReleaseAsync(run);
            throw;
        }
        catch (Exception)
        {
            _pace.Shrink();
            throw;
        }
    }

    /// <returns>Null when the lease was lost.</returns>
    private async Task<RetentionProgress?> RemoveAsync(MaintenanceRun run, RetentionProgress progress, CancellationToken cancellationToken)
    {
        var reported = Time.GetTimestamp();
        while (progress.Phase != RetentionPhase.Done)
        {
            var began = Time.GetTimestamp();
            if (await retention.RemoveBatchAsync(run, progress, _pace.Size, cancellationToken) is not { } next)
                return null;

            telemetry.Removed(next.Removed - progress.Removed);
            progress = next;
            if (Time.GetElapsedTime(reported) >= ReportInterval)
            {
                reported = Time.GetTimestamp();
                Logger.RetentionProgress(progress.Phase, progress.Removed.Total, progress.AfterTime, _pace.Size);
            }

            await Task.Delay(_pace.After(Time.GetElapsedTime(began)), Time, cancellationToken);
        }

        return progress;
    }

    /// <summary>So that another worker goes on at once and not when the lease has run out.</summary>
    private async Task ReleaseAsync(MaintenanceRun run)
    {
        using var patience = new CancellationTokenSource(ReleasePatience, Time);
        try
        {
            await tasks.ReleaseAsync(run, patience.Token);
            Logger.RetentionReleased();
        }
        catch (Exception exception) when (Faults.IsExternal(exception))
        {
            Logger.RetentionNotReleased(exception, Lease);
        }
    }

    private void LogFinished(RetentionProgress progress, TimeSpan elapsed)
    {
        var removed = progress.Removed;
        Logger.RetentionFinished(
            elapsed, removed.PetClusters, removed.ClusterMembers, removed.ClusterHeroes, removed.ClusterSnapshots, removed.ClusterJobs, removed.IdempotencyKeys);
        if (progress.PassedOver > 0)
            Logger.RetentionPassedOver(progress.PassedOver);
    }
}
