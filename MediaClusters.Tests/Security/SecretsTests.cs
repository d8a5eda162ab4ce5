using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Security;

/// <summary>
/// Runs the three programs with secrets that are easy to recognise, has everything go wrong that can, and looks for the
/// secrets in all that came out of them: console, answers, telemetry, command lines.
/// </summary>
[Collection(ServersCollection.Name)]
public sealed class SecretsTests(Servers servers) : IAsyncLifetime
{
    private const string Token = "tk1-Zebra/x+y&z=%41<Quagga>-0123456789";
    private const string ReadToken = "tk2-Okapi/x+y&z=%42<Bongo>-9876543210";
    private const string WrongToken = "tk3-Tapir/x+y&z=%43<Dugong>-1357924680";
    private const string DatabasePassword = "pg1-Heron/x+y&z=%44<Egret>#1";
    private const string WrongDatabasePassword = "pg2-Stork/x+y&z=%45<Crane>#2";
    private const string CachePassword = "rd1-Otter/x+y&z=%46,Stoat>#3";
    private const string WrongCachePassword = "rd2-Mink/x+y&z=%47,Weasel>#4";

    private static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        ["token"] = Token, ["read-only token"] = ReadToken, ["wrong token"] = WrongToken,
        ["Postgres' password"] = DatabasePassword, ["Postgres' wrong password"] = WrongDatabasePassword,
        ["Redis' password"] = CachePassword, ["Redis' wrong password"] = WrongCachePassword,

        // What parsers take for something else and would name: the tail after a separator, the part before one.
        ["tail of a password"] = "Stoat>#3", ["tail of a wrong password"] = "Weasel>#4", ["tail of an unquoted password"] = "Lynxtail",
    };

    private readonly Evidence _evidence = new();
    private readonly RedisServer _redis = new();
    private TestDatabase _database = null!;
    private Collector _collector = null!;
    private string _role = "";

    public async Task InitializeAsync()
    {
        _collector = await Collector.StartAsync(_evidence);
        await _redis.InitializeAsync();
        await (await _redis.ConnectAsync()).GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", CachePassword);
        _database = await servers.CreateEmptyDatabaseAsync();
        _role = $"role_{new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database}";
        await _database.ExecuteAsync($"CREATE ROLE {_role} LOGIN PASSWORD '{DatabasePassword}'; GRANT ALL ON SCHEMA public TO {_role}");
    }

    public async Task DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _redis.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void Search_finds_a_secret_in_every_form()
    {
        var evidence = new Evidence();
        evidence.Add("plain", $"before {Token} after");
        evidence.Add("URL", $"?token={Uri.EscapeDataString(Token)}");
        evidence.Add("JSON", JsonSerializer.Serialize(new { Token }));
        evidence.Add("base64", Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Token}:more")));

        evidence.Leaks(Secrets).Select(leak => leak.Split(':')[0]).Distinct().ShouldBe(
            ["token in plain", "token in URL", "token in JSON", "token in base64"], ignoreOrder: true);
    }

    [Fact]
    public async Task No_secret_leaves_the_services_whatever_goes_wrong()
    {
        (await RunMigrationsAsync(DatabaseUrl(DatabasePassword))).ShouldBe(0);
        await using var worker = ServiceProcess.Start<Projects.MediaClusters_Worker>(Environment());
        await using var api = ServiceProcess.Start<Projects.MediaClusters_Api>(Environment());
        using var client = await api.ListeningAsync();
        using var workerClient = await worker.ListeningAsync();

        await UseAsync(client);
        await LookAroundAsync("well", client, workerClient);
        await MisuseAsync(client);
        await BreakSchemaAsync(client);
        await Task.WhenAll(StartWronglyAsync());
        await _redis.KillAsync();
        await LookAroundAsync("without Redis", client, workerClient);
        await LockOutAsync();
        await UntilUnhealthyAsync(client);
        await CallAsync("without Postgres", client, HttpMethod.Get, $"/internal/pets/{Guid.CreateVersion7()}/clusters", Token);
        await LookAroundAsync("without Postgres", client, workerClient);

        await Task.WhenAll(api.StopAsync(), worker.StopAsync());
        _evidence.Add("console of the API", api.Output);
        _evidence.Add("console of the worker", worker.Output);
        _evidence.Add("command line of the API", api.CommandLine);
        _evidence.Add("command line of the worker", worker.CommandLine);

        _evidence.Leaks(Secrets).ShouldBeEmpty();

        // The errors were there to be told of.
        _evidence.At("console of the API").ShouldContain("28000");
        _evidence.At("console of a wrong start").ShouldContain("28P01");
        _evidence.At("OTLP traces").ShouldContain("GET /internal/pets/{pet_id}/clusters");
        _evidence.At("OTLP logs").ShouldContain("42P01");
        _evidence.At("OTLP metrics").ShouldContain("db.client");
        _evidence.At("without Postgres /health").ShouldContain("Unhealthy");
        _evidence.At("well /health").ShouldContain("Healthy");
        _evidence.At("misuse").ShouldContain("401");
        _evidence.At("broken schema").ShouldContain("500");
    }

    private async Task UseAsync(HttpClient client)
    {
        var pet = Guid.CreateVersion7();
        using var photos = await client.SendAsync(Request(HttpMethod.Put, $"/internal/pets/{pet}/images", Token, JsonSerializer.Serialize(new { images = Album.Photos(pet, 4) })));
        photos.StatusCode.ShouldBe(HttpStatusCode.OK, await photos.Content.ReadAsStringAsync());
        using var job = await client.SendAsync(Request(HttpMethod.Post, "/internal/cluster-jobs", Token, JsonSerializer.Serialize(new { pet_id = pet })));
        job.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _evidence.AddAsync("use", job);
        (await GraphFixture.EventuallyAsync(
            () => CallAsync("use", client, HttpMethod.Get, $"/internal/pets/{pet}/clusters/latest", ReadToken), status => status == HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);
    }

    private async Task LookAroundAsync(string when, params HttpClient[] clients)
    {
        foreach (var client in clients)
        {
            foreach (var path in (string[])["/health", "/alive", "/metrics", "/openapi/v1.json"])
                await CallAsync($"{when} {path}", client, HttpMethod.Get, path);
        }
    }

    private async Task MisuseAsync(HttpClient client)
    {
        var path = $"/internal/pets/{Guid.CreateVersion7()}/images";
        await CallAsync("misuse", client, HttpMethod.Get, "/internal/pets/none/clusters/latest", WrongToken);
        await CallAsync("misuse", client, HttpMethod.Put, path, WrongToken, "{}");
        await CallAsync("misuse", client, HttpMethod.Put, path, ReadToken, "{}");
        await CallAsync("misuse", client, HttpMethod.Put, path, Token, "{");
        await CallAsync("misuse", client, HttpMethod.Put, path, Token, """{"images": [{"image_id": 7}]}""");
        await CallAsync("misuse", client, HttpMethod.Get, "/internal/nothing", Token);

        // Where tokens do not belong: what a caller gets wrong must not be kept for everybody to read.
        await CallAsync("misuse", client, HttpMethod.Get, $"/internal/pets/{Guid.CreateVersion7()}/clusters?token={Uri.EscapeDataString(Token)}", Token);
    }

    private async Task BreakSchemaAsync(HttpClient client)
    {
        await _database.ExecuteAsync("ALTER TABLE pet_clusters RENAME TO elsewhere");
        await CallAsync("broken schema", client, HttpMethod.Get, $"/internal/pets/{Guid.CreateVersion7()}/clusters", Token);
        await _database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO pet_clusters");
    }

    private IEnumerable<Task> StartWronglyAsync()
    {
        var wrongDatabase = ("DATABASE_URL", DatabaseUrl(WrongDatabasePassword));
        yield return RunMigrationsAsync(wrongDatabase.Item2);
        yield return FailAsync<Projects.MediaClusters_Api>("Unhealthy", wrongDatabase);
        yield return FailAsync<Projects.MediaClusters_Worker>("Unhealthy", wrongDatabase);
        yield return FailAsync<Projects.MediaClusters_Api>("Degraded", ("REDIS_URL", CacheUrl(WrongCachePassword)));

        // None of these can be read as it was meant.
        yield return RunMigrationsAsync($"postgres://{_role}:{DatabasePassword}@localhost/x");
        yield return FailAsync<Projects.MediaClusters_Api>(null, ("ConnectionStrings__media-clusters", $"Host=localhost;Password={DatabasePassword};Lynxtail;More=1"));
        yield return FailAsync<Projects.MediaClusters_Worker>(null, ("ConnectionStrings__cache", $"{_redis.Endpoint},password={CachePassword},Lynxtail=1"));
        yield return FailAsync<Projects.MediaClusters_Api>(null, ("ConnectionStrings__cache", $"{_redis.Endpoint},password={CachePassword}"));
        yield return FailAsync<Projects.MediaClusters_Worker>(null, ("REDIS_URL", $"redis://:{CachePassword}@{_redis.Endpoint}"));
        yield return FailAsync<Projects.MediaClusters_Api>(null, ("Authentication__Tokens__1__Value", Token));
    }

    private async Task FailAsync<TProject>(string? health, params (string, string?)[] wrong)
        where TProject : Aspire.Hosting.IProjectMetadata, new()
    {
        await using var service = ServiceProcess.Start<TProject>([.. Environment(), .. wrong]);
        if (health is null)
        {
            (await service.ExitAsync()).ShouldNotBe(0);
        }
        else
        {
            using var client = await service.ListeningAsync();
            (await GraphFixture.EventuallyAsync(() => HealthAsync(client), text => text.Contains(health, StringComparison.Ordinal))).ShouldContain(health);
            await LookAroundAsync("wrong start", client);
            await service.StopAsync();
        }

        _evidence.Add("console of a wrong start", service.Output);
        _evidence.Add("command line of a wrong start", service.CommandLine);
    }

    private async Task<int> RunMigrationsAsync(string url)
    {
        await using var migrations = ServiceProcess.Start<Projects.MediaClusters_MigrationService>([.. Environment(), ("DATABASE_URL", url)]);
        var code = await migrations.ExitAsync();
        _evidence.Add("console of the migrations", migrations.Output);
        _evidence.Add("command line of the migrations", migrations.CommandLine);
        return code;
    }

    private async Task LockOutAsync()
    {
        await _database.ExecuteAsync($"ALTER ROLE {_role} NOLOGIN");
        await _database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_role}'");
    }

    private static async Task<string> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health");
        return await response.Content.ReadAsStringAsync();
    }

    private Task UntilUnhealthyAsync(HttpClient client) => GraphFixture.EventuallyAsync(
        () => CallAsync("locked out", client, HttpMethod.Get, "/health"), status => status == HttpStatusCode.ServiceUnavailable);

    private async Task<HttpStatusCode> CallAsync(string place, HttpClient client, HttpMethod method, string path, string? token = null, string? body = null)
    {
        using var response = await client.SendAsync(Request(method, path, token, body));
        await _evidence.AddAsync(place, response);
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token, string? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Add("X-Internal-Token", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    // All the talk there is, but for the lines of URLs, which hold what callers put there.
    private (string, string?)[] Environment() =>
    [
        .. _collector.Environment,
        ("DATABASE_URL", DatabaseUrl(DatabasePassword)), ("Database__SslMode", "Disable"), ("REDIS_URL", CacheUrl(CachePassword)),
        ("Authentication__Tokens__0__Name", "writer"), ("Authentication__Tokens__0__Value", Token),
        ("Authentication__Tokens__1__Name", "reader"), ("Authentication__Tokens__1__Value", ReadToken), ("Authentication__Tokens__1__ReadOnly", "true"),
        ("Logging__LogLevel__Default", "Debug"), ("Logging__LogLevel__Microsoft.AspNetCore", "Debug"), ("Logging__LogLevel__Npgsql", "Debug"),
        ("Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics", "Warning"),
        ("Logging__LogLevel__Npgsql.Command", "Debug"), ("Logging__LogLevel__System.Net.Http.HttpClient", "Debug"),
        ("Migrations__WaitForDatabase", "00:00:01"),
    ];

    private string DatabaseUrl(string password)
    {
        var server = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        return $"postgres://{_role}:{Uri.EscapeDataString(password)}@{server.Host}:{server.Port}/{server.Database}";
    }

    private string CacheUrl(string password) => $"redis://:{Uri.EscapeDataString(password)}@{_redis.Endpoint}";
}
