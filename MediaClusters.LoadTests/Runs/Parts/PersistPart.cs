using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Yardsticks;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>Versions written by the product's store and by pgbench, in turns, the worker being stopped.</summary>
internal static class PersistPart
{
    /// <summary>More than anybody writes in a second.</summary>
    private const int VersionsPerSecond = 3_000;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        var stock = new PersistStock(session.Graph, settings.Seed);
        var jobs = (long)(VersionsPerSecond * (settings.Duration + settings.WarmUp).TotalSeconds);
        var pgbench = new Pgbench(session.Graph.Database);
        List<ReportRow> rows = [];
        List<Figure> figures = [];
        await session.Graph.StopAsync("worker", cancellationToken);
        try
        {
            foreach (var (callers, product, yardstick) in ((int, string, string)[])[(1, Names.Persist1, Names.PgbenchPersist1), (8, Names.Persist8, Names.PgbenchPersist8)])
            {
                await stock.FillAsync(jobs, cancellationToken);
                var limit = await pgbench.RunAsync([PgbenchScripts.Persist], callers, settings.Duration, stock.Variables(callers), cancellationToken);
                session.Findings.Set(Findings.RateOf(yardstick), limit);
                figures.Add(new(yardstick, limit, "versions/s", "the same rows in one transaction and one round trip, prepared, arrays sent as parameters"));

                await stock.FillAsync(jobs, cancellationToken);
                using var store = new ProductPersist(session.Graph, stock, jobs);
                rows.Add(session.Beside(await session.SaturateAsync(store.Scenario(product), callers, cancellationToken), yardstick));
            }
        }
        finally
        {
            await stock.ClearAsync(cancellationToken);
            await session.Graph.StartAsync("worker", cancellationToken);
        }

        await session.Graph.ExecuteAsync("VACUUM (ANALYZE)", cancellationToken);
        return new(
            "Persist",
            $"Versions of {PersistStock.Members} members by the product's own store, from a claimed job to the published cache, held against pgbench writing the same rows. It publishes to Redis too, which pgbench does not.",
            rows,
            figures);
    }
}
