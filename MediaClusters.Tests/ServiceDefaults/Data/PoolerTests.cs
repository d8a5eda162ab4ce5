using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.Tests.Deployment.Tools;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data;

/// <summary>The API and two workers behind PgBouncer in transaction mode, with three connections to Postgres for all of them.</summary>
[Collection(ServersCollection.Name)]
public sealed class PoolerTests(Servers servers) : IAsyncLifetime
{
    private const string Token = "token-of-the-pooler-tests-0123456789";
    private const int Pets = 100;

    private readonly Guid[] _pets = [.. Enumerable.Range(0, Pets).Select(_ => Guid.CreateVersion7())];
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [ToolFact(Tool.PgBouncer)]
    public async Task Everything_works_through_a_transaction_pooler_and_goes_on_after_its_restart()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.ConnectionString);
        await using var api = ServiceProcess.Start<Projects.MediaClusters_Api>(Environment(pooler));
        await using var worker = ServiceProcess.Start<Projects.MediaClusters_Worker>(Environment(pooler));
        await using var other = ServiceProcess.Start<Projects.MediaClusters_Worker>(Environment(pooler));
        using var client = await api.ListeningAsync();
        client.DefaultRequestHeaders.Add("X-Internal-Token", Token);
        (await GraphFixture.EventuallyAsync(() => StatusAsync(client, "/health"), status => status == HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);

        await Parallel.ForEachAsync(_pets, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (pet, _) => await AskForAsync(client, pet));
        (await GraphFixture.EventuallyAsync(CountSucceededAsync, count => count >= 10)).ShouldBeGreaterThanOrEqualTo(10);
        var sessions = await CountSessionsAsync();
        var pools = await pooler.AskAsync("SHOW POOLS");
        await pooler.KillAsync();
        await pooler.StartAsync();
        (await GraphFixture.EventuallyAsync(CountSucceededAsync, count => count == Pets)).ShouldBe(Pets, worker.Output);

        sessions.ShouldBeInRange(1, PgBouncer.ServerConnections);
        var pool = pools.Single(row => row[0] == new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database);
        pool[^1].ShouldBe("transaction");
        (await _database.ScalarAsync<long>("SELECT count(*) FROM pet_clusters")).ShouldBe(Pets);
        await ReadEverythingAsync(client);

        // Nothing was looked for in a session that another one had.
        foreach (var service in (ServiceProcess[])[api, worker, other])
            service.Output.ShouldNotContain("prepared statement");
        (await Task.WhenAll(api.StopAsync(), worker.StopAsync(), other.StopAsync())).ShouldAllBe(code => code == 0);
    }

    [ToolFact(Tool.PgBouncer)]
    public async Task Statement_past_its_limit_is_cancelled_at_the_server()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.ConnectionString);
        await using var services = Build(pooler, ("Database:StatementTimeout", "00:00:01"));
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await using var command = database.CreateCommand("SELECT pg_sleep(60)");

        (await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync())).InnerException.ShouldBeOfType<TimeoutException>();

        (await GraphFixture.EventuallyAsync(() => _database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"),
            running => running == 0)).ShouldBe(0);
        (await ShowAsync(database)).ShouldBe("0");
    }

    [ToolFact(Tool.PgBouncer)]
    public async Task Limit_of_the_database_itself_holds_through_the_pooler()
    {
        var name = new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database;
        await _database.ExecuteAsync($"ALTER DATABASE {name} SET statement_timeout = '15s'");
        await using var pooler = await PgBouncer.StartAsync(_database.ConnectionString);
        await using var services = Build(pooler);

        (await ShowAsync(services.GetRequiredService<NpgsqlDataSource>())).ShouldBe("15s");
    }

    [ToolFact(Tool.PgBouncer)]
    public async Task Migrations_refuse_the_pooler_in_one_line()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.ConnectionString);
        await using var migrations = ServiceProcess.Start<Projects.MediaClusters_MigrationService>(Environment(pooler));

        (await migrations.ExitAsync()).ShouldNotBe(0);

        migrations.Output.ShouldContain("give it a direct connection");
    }

    private async Task ReadEverythingAsync(HttpClient client)
    {
        foreach (var pet in _pets)
            (await AskAsync(client, HttpMethod.Get, $"/internal/pets/{pet}/clusters/latest")).GetProperty("version").GetInt64().ShouldBe(1);

        var one = _pets[0];
        foreach (var path in (string[])[$"/internal/pets/{one}/clusters", $"/internal/pets/{one}/clusters/1", $"/internal/pets/{one}/jobs", $"/internal/images/{Album.Id(one, 0)}/clusters"])
            await AskAsync(client, HttpMethod.Get, path);

        (await AskAsync(client, HttpMethod.Post, "/internal/pets/clusters:batchGet", new { pet_ids = _pets })).GetProperty("versions").GetArrayLength().ShouldBe(Pets);
        (await AskAsync(client, HttpMethod.Post, "/internal/pets/latest-versions", new { pet_ids = _pets })).GetProperty("versions").GetArrayLength().ShouldBe(Pets);
        await AskAsync(client, HttpMethod.Delete, $"/internal/pets/{_pets[^1]}?reason=test");
        await AskAsync(client, HttpMethod.Post, "/internal/cluster-jobs", new { pet_id = one, force = true });
        (await GraphFixture.EventuallyAsync(() => StatusAsync(client, $"/internal/pets/{one}/clusters/2"), status => status == HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);
        await AskAsync(client, HttpMethod.Post, $"/internal/pets/{one}/clusters/1/restore", new { reason = "test", expected_latest_version = 2 });
    }

    /// <summary>Does what a 503 asks of a caller: it tries again. On a starved machine a connection may take longer than its limit.</summary>
    private static async Task<JsonElement> AskAsync(HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var response = await GraphFixture.EventuallyAsync(
            () => client.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) }),
            answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task AskForAsync(HttpClient client, Guid pet)
    {
        using var photos = await client.PutAsJsonAsync($"/internal/pets/{pet}/images", new { images = Album.Photos(pet, 4) });
        photos.StatusCode.ShouldBe(HttpStatusCode.OK, await photos.Content.ReadAsStringAsync());
        using var job = await client.PostAsJsonAsync("/internal/cluster-jobs", new { pet_id = pet });
        job.StatusCode.ShouldBe(HttpStatusCode.Accepted, await job.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    private static async Task<string?> ShowAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SHOW statement_timeout");
        return (string?)await command.ExecuteScalarAsync();
    }

    private Task<long> CountSucceededAsync() => _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'succeeded'");

    // The pooler names its sessions after its clients; those of the test have no name.
    private Task<long> CountSessionsAsync() => _database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> ''");

    private static ServiceProvider Build(PgBouncer pooler, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(
            Environments.Production, [("ConnectionStrings:media-clusters", pooler.ConnectionString), ("Database:Pooler", "Transaction"), .. settings]);
        builder.AddDatabase();
        return builder.Services.BuildServiceProvider();
    }

    private (string, string?)[] Environment(PgBouncer pooler) =>
    [
        ("ConnectionStrings__media-clusters", pooler.ConnectionString), ("Database__Pooler", "Transaction"), ("ConnectionStrings__cache", servers.Redis),
        ("Authentication__Tokens__0__Name", "tests"), ("Authentication__Tokens__0__Value", Token),
        ("JobQueue__Lease", "00:00:04"), ("Worker__LeaseRenewal", "00:00:01"), ("Worker__ReapInterval", "00:00:01"), ("Worker__Concurrency", "2"),
    ];
}
