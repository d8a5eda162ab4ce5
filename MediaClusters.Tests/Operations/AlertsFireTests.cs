using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MediaClusters.Tests.Deployment.Tools;
using MediaClusters.Tests.Graph;
using Npgsql;

namespace MediaClusters.Tests.Operations;

/// <summary>What goes wrong in a graph of the test's own is seen by a real Prometheus with the real rules. After the other tests of graphs, not beside them.</summary>
[Collection(GraphCollection.Name)]
public sealed class AlertsFireTests : IAsyncLifetime
{
    private const int BrokenPets = 110;

    private readonly GraphFixture _graph = new();
    private PrometheusServer _prometheus = null!;

    public async Task InitializeAsync()
    {
        await _graph.InitializeAsync();
        _prometheus = await PrometheusServer.StartAsync();
        await WatchAsync();
    }

    public async Task DisposeAsync()
    {
        if (_prometheus is not null)
            await _prometheus.DisposeAsync();
        await _graph.DisposeAsync();
    }

    [ToolFact(Tool.Prometheus)]
    public async Task Failures_waiting_requests_a_cache_and_workers_that_are_gone_fire_and_end_with_their_cause()
    {
        // A rise is one from what it has seen before.
        await _graph.WaitForIdleAsync();
        await SeesAsync("sum(up) == 3 and count(mediaclusters_jobs_completed_total{outcome='failed'}) == 2");
        await NothingFiresAsync();

        await BreakPetsAsync();
        await FiresAsync("MediaClustersHighFailureRate", "MediaClustersFailedJobs");
        await MendPetsAsync();
        await NothingFiresAsync();

        await using (await HoldAsync("pets, pet_clusters"))
        {
            var waiting = Enumerable.Range(0, 12).Select(_ => _graph.Api.GetAsync($"/internal/pets/{Guid.NewGuid()}/clusters")).ToList();
            await FiresAsync("MediaClustersPoolExhausted");
            await Task.WhenAll(waiting.Select(request => request.ContinueWith(answer => answer.Exception, TaskScheduler.Default)));
        }

        await CommandAsync("cache", KnownResourceCommands.StopCommand);
        await FiresAsync("MediaClustersCacheDown");
        await CommandAsync("cache", KnownResourceCommands.StartCommand);
        await NothingFiresAsync();

        var workers = await Replica.FindAsync(_graph.Application, "worker", 2);
        foreach (var worker in workers)
            await CommandAsync(worker.Id, KnownResourceCommands.StopCommand);
        await FiresAsync("MediaClustersWorkerMissing");
        foreach (var worker in workers)
            await CommandAsync(worker.Id, KnownResourceCommands.StartCommand);
        await WatchAsync();
        await NothingFiresAsync();
    }

    private async Task WatchAsync() => await _prometheus.WatchAsync(
        ("media-clusters-api", [_graph.Api.BaseAddress!]),
        ("media-clusters-worker", (await Replica.FindAsync(_graph.Application, "worker", 2)).Select(worker => worker.Address)));

    private async Task SeesAsync(string query)
        => (await GraphFixture.EventuallyAsync(() => _prometheus.QueryAsync(query), found => found.Count > 0)).ShouldNotBeEmpty(query);

    private async Task FiresAsync(params string[] alerts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await GraphFixture.EventuallyAsync(
            async () =>
            {
                seen.UnionWith(await _prometheus.FiringAsync());
                return alerts.All(seen.Contains);
            },
            all => all);
        alerts.Except(seen, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private async Task NothingFiresAsync()
        => (await GraphFixture.EventuallyAsync(_prometheus.FiringAsync, firing => firing.Count == 0)).ShouldBeEmpty();

    /// <summary>Photos whose vectors are no numbers, which no caller could have put: their jobs fail for good.</summary>
    private async Task BreakPetsAsync()
    {
        await ExecuteAsync($"""
            WITH broken AS (INSERT INTO pets (pet_id) SELECT gen_random_uuid() FROM generate_series(1, {BrokenPets}) RETURNING pet_id)
            INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model)
            SELECT gen_random_uuid(), pet_id, decode(repeat('0000c07f', 4), 'hex'), 4, 'broken' FROM broken
            """);
        await AskAgainAsync();
    }

    /// <summary>As the runbook says.</summary>
    private async Task MendPetsAsync()
    {
        await ExecuteAsync("UPDATE pet_images SET embedding = decode(repeat('0000803f', 4), 'hex') WHERE model = 'broken'");
        using var response = await _graph.Api.PostAsJsonAsync("/internal/jobs:redrive", new { failure = new[] { "input" }, limit = 1000, reason = "mended" });
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("redriven").GetInt32().ShouldBe(BrokenPets);
        await _graph.WaitForIdleAsync();
    }

    private async Task AskAgainAsync()
    {
        await using var command = _graph.Database.CreateCommand("SELECT DISTINCT pet_id FROM pet_images WHERE model = 'broken'");
        await using var pets = await command.ExecuteReaderAsync();
        while (await pets.ReadAsync())
            await _graph.PostJobAsync(pets.GetGuid(0));
    }

    private async Task<IAsyncDisposable> HoldAsync(string tables)
    {
        var connection = await _graph.Database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task CommandAsync(string resource, string command)
    {
        var result = await _graph.Application.ResourceCommands.ExecuteCommandAsync(resource, command);
        result.Success.ShouldBeTrue(result.Message);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _graph.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
