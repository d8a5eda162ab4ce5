using System.Diagnostics;
using Aspire.Hosting.Testing;
using MediaClusters.Tests.Deployment.Tools;
using MediaClusters.Tests.Graph;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.Operations;

/// <summary>Rules, dashboard and runbooks against the running graph, as Prometheus and whoever is woken see it.</summary>
[Collection(GraphCollection.Name)]
public sealed class LiveQueriesTests(GraphFixture graph)
{
    /// <summary>What only other parts of an installation have, or only what comes later.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["kube_job_failed"] = "kube-state-metrics has it",
        ["ALERTS"] = "Prometheus writes it once an alert is near",
        ["mediaclusters_retention_last_success_timestamp_seconds"] = "after the first clean-up",
    };

    private static readonly TimeSpan CommandPatience = TimeSpan.FromMinutes(1);

    [ToolFact(Tool.Prometheus)]
    public async Task Every_query_of_rules_and_dashboard_asks_for_metrics_and_labels_that_are_there()
    {
        var queries = AlertRules.Alerts.Select(alert => (Where: alert.Name, Query: alert.Expression, Legend: (IReadOnlyList<string>)[]))
            .Concat(AlertRules.Recordings.Select(recording => (Where: recording.Key, Query: recording.Value, Legend: (IReadOnlyList<string>)[])))
            .Concat(Dashboard.Queries.Select(panel => (Where: panel.Panel, panel.Query, panel.Legend))).ToList();
        var wanted = queries.SelectMany(query => PromQuery.Selectors(query.Query)).Select(selector => selector.Metric)
            .Where(metric => !Elsewhere.ContainsKey(metric)).Distinct(StringComparer.Ordinal).ToList();
        wanted.Count.ShouldBeGreaterThan(20);

        await using var prometheus = await PrometheusServer.StartAsync();
        await prometheus.WatchAsync(
            ("media-clusters-api", [graph.Api.BaseAddress!]),
            ("media-clusters-worker", (await Replica.FindAsync(graph.Application, "worker", 2)).Select(worker => worker.Address)));
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 4));
        var missing = await GraphFixture.EventuallyAsync(
            async () =>
            {
                // Some figures are there only while something happens.
                await graph.WaitForJobAsync(await graph.PostJobAsync(pet, force: true));
                using var latest = await graph.Api.GetAsync($"/internal/pets/{pet}/clusters/latest");
                var names = (await prometheus.QueryAsync("count by (__name__) ({__name__=~'.+'})")).Select(series => series["__name__"]);
                return wanted.Except(names, StringComparer.Ordinal).ToList();
            },
            names => names.Count == 0);

        missing.ShouldBeEmpty();
        foreach (var (where, query, legend) in queries)
        {
            // Prometheus refuses what is no query.
            await prometheus.QueryAsync(query);
            var selectors = PromQuery.Selectors(query);
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var selector in selectors.Where(selector => !Elsewhere.ContainsKey(selector.Metric)))
            {
                var labels = (await prometheus.QueryAsync(selector.Metric)).SelectMany(series => series.Keys).ToList();
                selector.Labels.Except(labels, StringComparer.Ordinal).ShouldBeEmpty($"{where}: {selector.Metric}");
                known.UnionWith(labels);
            }

            if (!selectors.Any(selector => Elsewhere.ContainsKey(selector.Metric)))
                PromQuery.GroupingLabels(query).Concat(legend).Except(known, StringComparer.Ordinal).ShouldBeEmpty(where);
        }
    }

    [Fact]
    public async Task Every_command_of_the_runbooks_that_needs_no_cluster_runs()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 2));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        var secrets = Directory.CreateTempSubdirectory("mc-runbooks-");
        var variables = await VariablesAsync(secrets.FullName);
        var commands = Runbook.Commands.Where(command => command.Language == "sh").ToList();

        // The first block is where the variables are.
        foreach (var name in variables.Keys)
            commands[0].Text.ShouldContain($"{name}=");
        foreach (var command in commands.Skip(1))
        {
            var (exitCode, output) = await RunAsync(command.Text, variables);
            exitCode.ShouldBe(0, $"{command.Section}:\n{command.Text}\n{output}");
            output.ShouldNotContain("not accepted", Case.Sensitive, command.Section);
        }

        secrets.Delete(recursive: true);
    }

    private async Task<Dictionary<string, string>> VariablesAsync(string secrets)
    {
        var redis = ConfigurationOptions.Parse((await graph.Application.GetConnectionStringAsync("cache"))!);
        var database = new NpgsqlConnectionStringBuilder(await graph.Application.GetConnectionStringAsync("media-clusters"));
        var (header, passwords) = (Path.Combine(secrets, "token"), Path.Combine(secrets, "pgpass"));
        await File.WriteAllTextAsync(header, $"X-Internal-Token: {GraphFixture.Token}\n");
        await File.WriteAllTextAsync(passwords, $"{database.Host}:{database.Port}:*:{database.Username}:{database.Password}\n");
        using var protect = Process.Start("chmod", ["600", passwords]);
        await protect.WaitForExitAsync();
        return new(StringComparer.Ordinal)
        {
            ["API"] = graph.Api.BaseAddress!.GetLeftPart(UriPartial.Authority),
            ["WORKER"] = (await Replica.FindAsync(graph.Application, "worker", 2))[0].Address.GetLeftPart(UriPartial.Authority),
            ["TOKEN_HEADER"] = header,
            ["DATABASE_URL"] = $"postgres://{database.Username}@{database.Host}:{database.Port}/{database.Database}",
            ["PGPASSFILE"] = passwords,
            ["REDIS_URL"] = $"redis://{redis.EndPoints[0].ToString()!.Split('/')[^1]}",
            ["REDISCLI_AUTH"] = redis.Password ?? "",
        };
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"set -euo pipefail; exec 2>&1\n{script}"]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var limit = new CancellationTokenSource(CommandPatience);
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
