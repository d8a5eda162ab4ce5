using System.Diagnostics;
using System.Globalization;
using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.Persistence.Jobs;
using Npgsql;

namespace MediaClusters.LoadTests.Queue;

/// <summary>
/// One worker's claims from a queue of a hundred thousand beside a million jobs that are done, by the yardstick's statement
/// and by the product's, with vacuum at work and with a transaction that holds it back.
/// </summary>
internal static class QueueProof
{
    private const double Limit = 5;
    private const int Burst = 20_000;
    private const string Worker = "queue-1-1";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>The exit code: 1 when a claim took too long, or the queue was not vacuumed.</returns>
    public static async Task<int> RunAsync(QueueSettings settings, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (started, startedAt) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetLocalNow());
        await using var graph = await LoadGraph.StartAsync(GraphSettings.ForLoad, cancellationToken);
        await graph.StopAsync("worker", cancellationToken);
        using var product = new ProductQueue(graph);
        var database = new QueueDatabase(graph);
        Console.WriteLine($"Bringing {settings.Finished:N0} finished and {settings.Queued:N0} queued jobs in");
        await database.FillAsync(settings.Finished, cancellationToken);

        List<ReportSection> sections = [];
        List<Goal> goals = [];
        foreach (var held in (bool[])[false, true])
        {
            await MeasureAsync(isProduct: false, held);
            goals.AddRange(await MeasureAsync(isProduct: true, held));
        }

        goals.Add(await VacuumAsync());
        var report = new LoadReport(
            "Claims from a large queue", startedAt, TimeProvider.System.GetElapsedTime(started), Seed: 0,
            [
                new("machine", Machine.Describe()),
                new("Postgres", await graph.QueryAsync<string>("SELECT current_setting('server_version') || ', shared buffers of ' || current_setting('shared_buffers')", cancellationToken)),
                new("queue", string.Create(CultureInfo.InvariantCulture, $"{settings.Finished:N0} finished and {settings.Queued:N0} queued jobs, of which each load does {settings.Jobs:N0}, {ClaimLoad.Count} a claim, one claim at a time")),
            ],
            sections, goals);
        await ReportFiles.WriteAsync(report, folder, cancellationToken);
        foreach (var goal in goals)
            Console.WriteLine($"{(goal.IsMet ? "ok  " : "MISS")} {goal.Name}: {goal.Measured}, wanted {goal.Wanted}");
        return goals.All(goal => goal.IsMet) ? 0 : 1;

        async Task<IReadOnlyList<Goal>> MeasureAsync(bool isProduct, bool held)
        {
            await database.QueueUpAsync(settings.Queued, cancellationToken);
            await using var holder = held ? await database.HoldVacuumBackAsync(cancellationToken) : null;
            var name = $"{(isProduct ? "the product's claim" : "a plain claim")}{(held ? ", vacuum held back" : "")}";
            using var looking = isProduct ? await product.LookAsync(cancellationToken) : null;
            var load = await ClaimLoad.RunAsync(
                name, settings.Jobs,
                isProduct ? () => product.ClaimAsync(cancellationToken) : () => PlainAsync(graph.Source, cancellationToken),
                ids => database.CompleteAsync(ids, cancellationToken), cancellationToken);
            var (plan, pages) = isProduct
                ? await database.ExplainAsync(ClaimSql.Claim, product.ClaimValues, cancellationToken)
                : await database.ExplainAsync(PlainClaim.Sql, PlainValues, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"plan-{(isProduct ? "product" : "plain")}{(held ? "-held" : "")}.txt"), plan, cancellationToken);
            List<Figure> figures =
            [
                new("p50", load.Claims.Percentile(50), "ms"), new("p99", load.Claims.Percentile(99), "ms"), new("max", load.Claims.Max, "ms"),
                new("p50 of the last tenth", load.LastClaims.Percentile(50), "ms"), new("p99 of the last tenth", load.LastClaims.Percentile(99), "ms"),
                new("pages a claim looks at in the end", pages, "pages"),
            ];
            if (looking is not null)
                figures.Add(new("longest look", looking.Longest.TotalMilliseconds, "ms", $"{looking.Looks} looks at the whole queue"));
            sections.Add(new(name, "From the request to the answer, over the loopback interface.", [], figures));
            foreach (var figure in figures)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {figure.Name}: {figure.Value:#,0.##} {figure.Unit}"));
            return [new($"p99 of {name}", $"below {Limit} ms", string.Create(CultureInfo.InvariantCulture, $"{load.Claims.Percentile(99):F2} ms"), load.Claims.Percentile(99) < Limit)];
        }

        async Task<Goal> VacuumAsync()
        {
            await database.QueueUpAsync(settings.Queued, cancellationToken);
            var before = await database.ReadVacuumAsync(cancellationToken);
            await database.HurryVacuumAsync(cancellationToken);
            var jobs = Math.Min(Burst, settings.Queued);
            using var looking = await product.LookAsync(cancellationToken);
            var load = await ClaimLoad.RunAsync(
                "a burst, then autovacuum", jobs, () => product.ClaimAsync(cancellationToken), ids => database.CompleteAsync(ids, cancellationToken), cancellationToken);
            var ended = Stopwatch.GetTimestamp();
            var after = await database.ReadVacuumAsync(cancellationToken);
            while ((after.Runs == before.Runs || after.Dead > jobs) && Stopwatch.GetElapsedTime(ended) < Patience)
            {
                await Task.Delay(100, cancellationToken);
                after = await database.ReadVacuumAsync(cancellationToken);
            }

            sections.Add(new(load.Name, "The table's own settings, with autovacuum coming round every second.", [],
            [
                new("jobs of the burst", load.Jobs, "jobs"), new("p99 of the claims", load.Claims.Percentile(99), "ms"),
                new("runs of autovacuum", after.Runs - before.Runs, "runs"), new("dead rows left", after.Dead, "rows"),
                new("after the burst", Stopwatch.GetElapsedTime(ended).TotalSeconds, "s"),
            ]));
            return new(
                $"a burst of {jobs:N0} jobs is vacuumed", "at least one run", $"{after.Runs - before.Runs} runs, {after.Dead:N0} dead rows left of {2 * jobs:N0}",
                after.Runs > before.Runs);
        }
    }

    private static IEnumerable<(string Name, object Value)> PlainValues => [("worker", Worker), ("count", ClaimLoad.Count), ("lease", Lease)];

    private static async Task<Guid[]> PlainAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(PlainClaim.Sql);
        foreach (var (name, value) in PlainValues)
            command.Parameters.AddWithValue(name, value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return [.. ids];
    }
}
