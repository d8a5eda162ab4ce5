using MediaClusters.MigrationService.Backfill;
using MediaClusters.MigrationService.Progress;

namespace MediaClusters.MigrationService.Import;

/// <summary>Takes over the stub's states. A run that was interrupted is simply repeated: pets that have a version are passed over.</summary>
internal sealed class StateImport(
    BackfillArguments arguments,
    StateScan scan,
    PageImport pages,
    TaskLease lease,
    IProgressDisplay display,
    ILogger<StateImport> logger) : IBackfillWork
{
    public const string TaskName = "import-redis";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var tally = new ImportTally();
        using var report = new ImportReport(arguments.Report, tally, logger);
        await scan.WaitUntilReadyAsync(cancellationToken);
        if (arguments.DryRun)
            await ImportAsync(tally, report, cancellationToken);
        else
            await lease.RunAsync(TaskName, (_, token) => ImportAsync(tally, report, token), cancellationToken);

        logger.ImportDone(
            arguments.DryRun ? "Dry run done" : "Done", tally.Keys, tally.Imported, tally.Mended, tally.HadVersion, tally.Gone, tally.Refused);
        return tally.Refused == 0 ? ExitCodes.Done : ExitCodes.Unreadable;
    }

    private async Task ImportAsync(ImportTally tally, ImportReport report, CancellationToken cancellationToken)
    {
        var total = 0L;
        await foreach (var page in scan.ListAsync(cancellationToken))
            total += page.Count;

        await display.ShowAsync("States", async progress =>
        {
            progress.Report(tally.Show(total));
            await foreach (var page in scan.ListAsync(cancellationToken))
            {
                await pages.RunAsync(page, tally, report, cancellationToken);
                progress.Report(tally.Show(total));
            }
        });
    }
}
