using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Npgsql;
using Service = MediaClusters.Tests.Infrastructure.ServiceProcess;

namespace MediaClusters.Tests.Operations;

/// <summary>The API and a worker as processes, with servers of their own that may fail, each behind a proxy that may fall silent.</summary>
public sealed partial class RecoveringStack : IAsyncLifetime
{
    private const string Token = "token-of-the-recovery-tests-0123456789";

    private Service? _api;
    private Service? _worker;
    private HttpClient _client = null!;
    private HttpClient _workerClient = null!;

    internal PostgresServer Postgres { get; private set; } = null!;

    internal RedisServer Redis { get; } = new();

    internal SilentProxy ToPostgres { get; private set; } = null!;

    internal SilentProxy ToRedis { get; private set; } = null!;

    /// <summary>A pet with a version.</summary>
    public Guid Pet { get; private set; }

    public async Task InitializeAsync()
    {
        Postgres = await PostgresServer.CreateAsync();
        await Redis.InitializeAsync();
        await using (var database = new TestDatabase(Postgres.ConnectionString))
            await database.MigrateAsync();
        ToPostgres = SilentProxy.Start("127.0.0.1", Postgres.Port);
        ToRedis = SilentProxy.Start("127.0.0.1", int.Parse(Redis.Endpoint.Split(':')[1], CultureInfo.InvariantCulture));

        (string, string?)[] environment =
        [
            ("ConnectionStrings__media-clusters", new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Port = ToPostgres.Port }.ConnectionString),
            ("ConnectionStrings__cache", $"127.0.0.1:{ToRedis.Port}"),
            ("Authentication__Tokens__0__Name", "tests"), ("Authentication__Tokens__0__Value", Token),
        ];
        _api = Service.Start<Projects.MediaClusters_Api>(environment);
        _worker = Service.Start<Projects.MediaClusters_Worker>(environment);
        _client = await _api.ListeningAsync();
        _client.DefaultRequestHeaders.Add("X-Internal-Token", Token);
        _workerClient = await _worker.ListeningAsync();
        Pet = (await WorkAsync()).Pet;
        (await UntilHealthAsync(HttpStatusCode.OK)).ShouldBeTrue();
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        _workerClient?.Dispose();
        foreach (var service in (IAsyncDisposable?[])[_api, _worker, ToPostgres, ToRedis])
        {
            if (service is not null)
                await service.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>A new pet from its photos to its first version, asked for again until it works.</summary>
    public async Task<(Guid Pet, TimeSpan Elapsed)> WorkAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var pet = Guid.CreateVersion7();
        await UntilAsync(() => _client.PutAsJsonAsync($"/internal/pets/{pet}/images", new { images = Album.Photos(pet, 4) }));
        await UntilAsync(() => _client.PostAsJsonAsync("/internal/cluster-jobs", new { pet_id = pet }));
        await UntilAsync(() => _client.GetAsync($"/internal/pets/{pet}/clusters/latest"));
        return (pet, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Reads the pet's newest version once.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan Elapsed)> ReadAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await _client.GetAsync($"/internal/pets/{Pet}/clusters/latest");
        await response.Content.ReadAsByteArrayAsync();
        return (response.StatusCode, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Time until both processes use the cache again, with somebody reading meanwhile.</summary>
    public async Task<TimeSpan> UntilCacheAsync()
    {
        var started = Stopwatch.GetTimestamp();
        (await GraphFixture.EventuallyAsync(
            async () =>
            {
                await ReadAsync();
                return await IsCacheAvailableAsync(_client) && await IsCacheAvailableAsync(_workerClient);
            },
            available => available)).ShouldBeTrue();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Time until both processes have said that Postgres does not answer.</summary>
    public async Task<TimeSpan> UntilSilenceIsNoticedAsync()
    {
        const string Said = "Postgres does not answer on a connection";
        var started = Stopwatch.GetTimestamp();
        (await GraphFixture.EventuallyAsync(
            () => Task.FromResult(_api!.Output.Contains(Said, StringComparison.Ordinal) && _worker!.Output.Contains(Said, StringComparison.Ordinal)),
            noticed => noticed)).ShouldBeTrue();
        return Stopwatch.GetElapsedTime(started);
    }

    public async Task<bool> UntilHealthAsync(HttpStatusCode status) => await GraphFixture.EventuallyAsync(
        async () => await HealthAsync(_client) == status && await HealthAsync(_workerClient) == status, reached => reached);

    private static async Task UntilAsync(Func<Task<HttpResponseMessage>> send)
    {
        (await GraphFixture.EventuallyAsync(
            async () =>
            {
                using var response = await send();
                return response.IsSuccessStatusCode;
            },
            succeeded => succeeded)).ShouldBeTrue();
    }

    private static async Task<HttpStatusCode> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health");
        return response.StatusCode;
    }

    private static async Task<bool> IsCacheAvailableAsync(HttpClient client)
        => Available().IsMatch(await client.GetStringAsync("/metrics"));

    [GeneratedRegex(@"^mediaclusters_cache_available(\{[^}]*\})? 1\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Available();
}
