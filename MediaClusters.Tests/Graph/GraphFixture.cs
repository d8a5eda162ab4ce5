using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MediaClusters.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Tests.Graph;

[CollectionDefinition(Name)]
public sealed class GraphCollection : ICollectionFixture<GraphFixture>
{
    public const string Name = "graph";
}

/// <summary>The whole application as the AppHost describes it: real processes, real servers, an own database that is gone afterwards.</summary>
public class GraphFixture : IAsyncLifetime
{
    public const string Token = "token-of-the-whole-graph-tests-0123456789";

    /// <summary>For what takes a moment; far more than it should need, so that a busy machine fails no test.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // Disposing the builder disposes what it built.
    private IDistributedApplicationTestingBuilder? _builder;

    public DistributedApplication Application { get; private set; } = null!;

    /// <summary>Calls the API with the token.</summary>
    public HttpClient Api { get; private set; } = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>What the graph's processes send as OTLP.</summary>
    internal OtlpReceiver Telemetry { get; } = new();

    /// <summary>More arguments of the AppHost.</summary>
    protected virtual IEnumerable<string> Arguments => [];

    public async Task InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MediaClusters_AppHost>(
            ["--PersistData=false", "--Announce=false", $"--Parameters:internal-token={Token}", .. Arguments]);

        _builder = builder;
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("MediaClusters.AppHost.Resources", LogLevel.Warning));

        // A killed worker's job comes back within seconds instead of half a minute.
        var worker = builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "worker"));
        worker
            .WithEnvironment("JobQueue__Lease", "00:00:04")
            .WithEnvironment("JobQueue__SnoozeDelay", "00:00:02")
            .WithEnvironment("Worker__LeaseRenewal", "00:00:01")
            .WithEnvironment("Worker__ReapInterval", "00:00:01")
            .WithEnvironment("Worker__FreshnessInterval", "00:00:01");

        await Telemetry.StartAsync();
        foreach (var project in builder.Resources.OfType<ProjectResource>())
            Telemetry.ReceiveFrom(builder.CreateResourceBuilder(project));

        Application = await builder.BuildAsync();
        await Application.StartAsync();
        using var deadline = new CancellationTokenSource(Patience);
        await Application.ResourceNotifications.WaitForResourceHealthyAsync("api", deadline.Token);
        await Application.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline.Token);

        Api = Application.CreateHttpClient("api");
        Api.DefaultRequestHeaders.Add("X-Internal-Token", Token);
        Database = NpgsqlDataSource.Create(await Application.GetConnectionStringAsync("media-clusters") ?? throw new InvalidOperationException("No database."));
    }

    public virtual async Task DisposeAsync()
    {
        Api?.Dispose();
        if (Database is not null)
            await Database.DisposeAsync();
        if (Application is not null)
            await Application.DisposeAsync();
        if (_builder is not null)
            await _builder.DisposeAsync();
        await Telemetry.DisposeAsync();
    }

    /// <summary>Asks again until the answer will do; the last answer when patience ran out.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> enough, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await ask();
            if (enough(answer))
                return answer;
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                return answer;
            }
        }
    }

    public async Task<Guid> PostJobAsync(Guid pet, bool force = false)
    {
        using var response = await Api.PostAsJsonAsync("/internal/cluster-jobs", new { pet_id = pet, reason = "test", force });
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var job = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.Headers.Location!.ToString().ShouldEndWith($"/internal/jobs/{job.GetProperty("job_id").GetString()}");
        return job.GetProperty("job_id").GetGuid();
    }

    public async Task PutImagesAsync(Guid pet, IEnumerable<object> images)
    {
        using var response = await Api.PutAsJsonAsync($"/internal/pets/{pet}/images", new { images });
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    public Task<JsonElement> GetJobAsync(Guid job) => Api.GetFromJsonAsync<JsonElement>($"/internal/jobs/{job}");

    public async Task<JsonElement> WaitForJobAsync(Guid job)
        => await EventuallyAsync(() => GetJobAsync(job), found => found.GetProperty("status").GetString() is "succeeded" or "failed");

    /// <summary>Returns when no job is left to do.</summary>
    public async Task WaitForIdleAsync()
        => (await EventuallyAsync(() => QueryAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status IN ('queued', 'processing')"), count => count == 0)).ShouldBe(0);

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
