using System.Diagnostics;
using MediaClusters.MigrationService.Schema;

namespace MediaClusters.MigrationService.Backfill;

/// <summary>One run of <c>backfill</c>: the database is there and up to date, the work is done, the exit code tells how it went.</summary>
internal sealed class BackfillRun(DatabaseGate gate, SchemaCheck schema, IBackfillWork work, ILogger<BackfillRun> logger)
{
    private static readonly ActivitySource Activities = new(MigrationRun.ActivitySourceName);

    /// <returns>The exit code. Never throws.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var activity = Activities.StartActivity("backfill");
        try
        {
            await gate.WaitAsync(cancellationToken);
            if (await schema.FindMissingAsync(cancellationToken) is { Count: > 0 } missing)
                throw new BackfillStoppedException($"the database lacks {missing.Count} migrations ({string.Join(", ", missing)}): run the migrations first.");
            return await work.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "interrupted");
            logger.BackfillInterrupted();
        }
        catch (BackfillStoppedException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "stopped");
            logger.BackfillStopped(exception.Message);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            activity?.AddException(exception);
            logger.Failed(exception);
        }

        return ExitCodes.Failed;
    }
}
