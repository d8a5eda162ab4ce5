using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Retention;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class RetentionPart
{
    private const int OldVersions = 6;
    private const int PetsPerSecond = 200;
    private const double Rate = 300;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var database = new RetentionDatabase(session.Graph.Source);
        await database.SeedAsync((int)(PetsPerSecond * session.Settings.Duration.TotalSeconds), OldVersions, cancellationToken);
        var reads = session.Api.Version;
        var before = await session.ArriveAsync(reads.Scenario("version, before retention", session.Api.Evenly), Rate, cancellationToken);

        await database.MakeDueAsync(cancellationToken);
        await database.ResumeAsync(cancellationToken);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100)))
        {
            while (!await database.HasBegunAsync(cancellationToken))
                await timer.WaitForNextTickAsync(cancellationToken);
        }

        var during = await session.ArriveAsync(reads.Scenario("version, retention running", session.Api.Evenly), Rate, cancellationToken);
        var removed = await database.ReadRemovedAsync(cancellationToken);
        return new(
            "Retention",
            "Reads from Postgres before and while old versions are removed. `retention` measures it at length.",
            [new(before), new(during)],
            [new("rows removed meanwhile", removed.Total, "rows", await database.HasEndedAsync(cancellationToken) ? "all there were" : null)]);
    }
}
