using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Yardsticks;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class YardstickPart
{
    private const int PointReadPets = 100;
    private const int PointReadClients = 15;

    /// <summary>More than the fastest client takes of the queue in a second.</summary>
    private const int QueueJobsPerSecond = 20_000;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var reads = await session.StartYardsticksAsync(cancellationToken);
        await reads.FillAsync(session.Cache, cancellationToken);
        (Scenario Scenario, string? Of)[] scenarios =
        [
            (reads.Constant.Scenario(Names.Constant, _ => 0), null),
            (reads.Median.Scenario(Names.Median, _ => 0), null),
            (reads.Redis.Scenario(Names.RedisGet, session.Api.Often), Names.Median),
            (reads.Postgres.Scenario(Names.PointRead, session.Api.Evenly), Names.Median),
        ];
        var rows = new List<ReportRow>();
        foreach (var (scenario, of) in scenarios)
        {
            var result = await session.SaturateAsync(scenario, cancellationToken);
            if (of is null)
            {
                rows.Add(new(result));
                continue;
            }

            // A percentile at half the rate is the machine's and the callers' too.
            rows.Add(session.Beside(result, of));
            rows.Add(new(await session.ArriveAsync(scenario with { Name = $"{scenario.Name}, half the rate" }, result.Rate / 2, cancellationToken)));
        }

        return new(
            "Yardsticks",
            "What the same web server does with nothing around it, under the API's own runtime settings: constant bytes, one GET of a pet's body, one point read of its stored body. Beside it what pgbench gets from the same Postgres.",
            rows,
            await PgbenchAsync(session, cancellationToken));
    }

    private static async Task<IReadOnlyList<Figure>> PgbenchAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var (pgbench, duration) = (new Pgbench(session.Graph.Database), session.Settings.Duration);
        var pets = Enumerable.Range(0, Math.Min(PointReadPets, session.Pets.Count)).Select(rank => session.Pets[session.Api.Zipf.Ranked(rank)].Id);
        var pointRead = await pgbench.RunAsync(pets.Select(PgbenchScripts.PointRead), PointReadClients, duration, [], cancellationToken);
        List<Figure> figures = [new("pgbench point read", pointRead, "/s", $"{PointReadClients} clients, prepared, {PointReadPets} pets")];
        foreach (var batch in (int[])[1, PgbenchScripts.QueueBatch])
        {
            await session.Graph.ExecuteAsync(PgbenchScripts.FillQueue((long)(QueueJobsPerSecond * Math.Min(batch, 5) * duration.TotalSeconds)), cancellationToken);
            var rate = batch * await pgbench.RunAsync([PgbenchScripts.Queue(batch)], 2, duration, [], cancellationToken);
            figures.Add(new($"pgbench queue, {batch} at a time", rate, "jobs/s", "claim by SKIP LOCKED and completion, 2 clients, prepared"));
        }

        await session.Graph.ExecuteAsync(PgbenchScripts.DropQueue, cancellationToken);
        return figures;
    }
}
