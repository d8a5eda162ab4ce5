using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.LoadTests.Graph;

/// <summary>The graph as the AppHost describes it, on a database that is gone afterwards.</summary>
internal sealed class LoadGraph : IAsyncDisposable
{
    public const string TokenHeader = "X-Internal-Token";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly DistributedApplication _application;

    private LoadGraph(IDistributedApplicationTestingBuilder builder, DistributedApplication application, string token, string database, string redis)
    {
        (_builder, _application, Token, Database, Redis) = (builder, application, token, database, redis);
        Source = NpgsqlDataSource.Create(database);
        Address = application.GetEndpoint("api");

        // Not the testing builder's client: retries would hide failures, and propagated traces slow the caller down.
        Api = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        Api.DefaultRequestHeaders.Add(TokenHeader, token);
    }

    public string Token { get; }

    public string Database { get; }

    public string Redis { get; }

    /// <summary>The API's.</summary>
    public Uri Address { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>Calls the API with the token.</summary>
    public HttpClient Api { get; }

    public static async Task<LoadGraph> StartAsync(GraphSettings settings, CancellationToken cancellationToken)
    {
        Console.WriteLine("Bringing the graph up");
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        starting.CancelAfter(Patience);
        var token = RandomNumberGenerator.GetHexString(64);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MediaClusters_AppHost>(
            ["--PersistData=false", "--Announce=false", $"--Parameters:internal-token={token}"], starting.Token);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("MediaClusters.AppHost.Resources", LogLevel.Error));
        Apply(settings, builder);
        var application = await builder.BuildAsync(starting.Token);
        await application.StartAsync(starting.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api", starting.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("worker", starting.Token);
        return new(
            builder, application, token,
            (await application.GetConnectionStringAsync("media-clusters", starting.Token))!,
            (await application.GetConnectionStringAsync("cache", starting.Token))!);
    }

    public async Task<T> QueryAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns when no job is left to do.</summary>
    public async Task WaitForIdleAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await QueryAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status IN ('queued', 'processing')", cancellationToken) > 0)
            await timer.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>Stops a service or server until it is started again.</summary>
    public Task StopAsync(string resource, CancellationToken cancellationToken) => CommandAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);

    public async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        starting.CancelAfter(Patience);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource, starting.Token);
    }

    /// <summary>The process that runs a service, the first one of several.</summary>
    public async Task<int> FindProcessAsync(string resource, CancellationToken cancellationToken)
    {
        using var looking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        looking.CancelAfter(Patience);
        await foreach (var change in _application.ResourceNotifications.WatchAsync(looking.Token))
        {
            if (change.Resource.Name == resource && change.Snapshot.State?.Text == KnownResourceStates.Running
                && change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is int id)
                return id;
        }

        throw new InvalidOperationException($"{resource} does not run.");
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Source.DisposeAsync();
        await _application.DisposeAsync();
        await _builder.DisposeAsync();
    }

    private static void Apply(GraphSettings settings, IDistributedApplicationTestingBuilder builder)
    {
        var projects = builder.Resources.OfType<ProjectResource>().ToDictionary(project => project.Name, builder.CreateResourceBuilder, StringComparer.Ordinal);
        foreach (var (resource, name, value) in settings.Environment)
            projects[resource].WithEnvironment(name, value);
        if (settings.SharedBuffers is { } sharedBuffers)
            builder.CreateResourceBuilder(builder.Resources.OfType<PostgresServerResource>().Single()).WithArgs("-c", $"shared_buffers={sharedBuffers}");
        if (settings.Workers is { } workers)
            projects["worker"].WithReplicas(workers);
    }

    private async Task CommandAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var found = _application.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(r => r.Name == resource);
        var result = await _application.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(found, command, cancellationToken);
        if (!result.Success)
            throw new InvalidOperationException($"{command} of {resource} failed: {result.Message}");
    }
}
