using System.Security.Cryptography;
using MediaClusters.Persistence.Backfill;
using MediaClusters.Persistence.Maintenance;
using Npgsql;

namespace MediaClusters.MigrationService.Backfill;

/// <summary>Does work that one process does at a time, and keeps its lease while it is done.</summary>
internal sealed class TaskLease(IMaintenanceTasks tasks, IPetBacklog backlog, TimeProvider time)
{
    /// <summary>How long a process that was killed keeps the next one waiting.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    // Never the same again: a container restarts with the same host name and process id.
    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <exception cref="BackfillStoppedException">Somebody else is at it, or took it over.</exception>
    public async Task RunAsync(string name, Func<MaintenanceRun, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var run = await tasks.AcquireAsync(new(name, _holder, Length), cancellationToken) ?? throw await HeldAsync(name, cancellationToken);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = new CancellationTokenSource();
        var keeping = KeepAsync(run, lost, done.Token);
        try
        {
            await work(run, lost.Token);
            if (!await tasks.CompleteAsync(run, CancellationToken.None))
                throw TakenOver();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && lost.IsCancellationRequested)
        {
            throw TakenOver();
        }
        catch (Exception exception) when (exception is not NpgsqlException)
        {
            await TryReleaseAsync(run);
            throw;
        }
        finally
        {
            await done.CancelAsync();
            await keeping;
        }
    }

    private static BackfillStoppedException TakenOver() => new("another process took over; this one may have been paused. Nothing is lost.");

    private async Task TryReleaseAsync(MaintenanceRun run)
    {
        try
        {
            await tasks.ReleaseAsync(run, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // What went wrong before tells more, and the lease ends by itself.
        }
    }

    private async Task KeepAsync(MaintenanceRun run, CancellationTokenSource lost, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Length / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (!await RenewAsync(run))
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }

    private async Task<bool> RenewAsync(MaintenanceRun run)
    {
        try
        {
            return await tasks.RenewAsync(run, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The next try tells whether the lease outlived it.
            return true;
        }
    }

    private async Task<BackfillStoppedException> HeldAsync(string name, CancellationToken cancellationToken)
        => await backlog.FindHolderAsync(name, cancellationToken) is { } holder
            ? new($"{holder.Holder} is at it already; should it have died, its lease ends at {holder.LeaseExpiresAt.UtcDateTime:HH:mm:ss} UTC.")
            : new("another process was at it a moment ago: run again.");
}
