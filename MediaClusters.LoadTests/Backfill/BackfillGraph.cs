using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.LoadTests.Backfill;

/// <summary>The graph as the AppHost describes it, on a database that is gone afterwards.</summary>
internal sealed class BackfillGraph : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly DistributedApplication _application;

    private BackfillGraph(IDistributedApplicationTestingBuilder builder, DistributedApplication application, string token, string database, string redis)
    {
        (_builder, _application, Database, Redis) = (builder, application, database, redis);
        Source = NpgsqlDataSource.Create(database);
        Api = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = application.GetEndpoint("api") };
        Api.DefaultRequestHeaders.Add("X-Internal-Token", token);
    }

    public string Database { get; }

    public string Redis { get; }

    public NpgsqlDataSource Source { get; }

    public HttpClient Api { get; }

    public static async Task<BackfillGraph> StartAsync(CancellationToken cancellationToken)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        starting.CancelAfter(StartPatience);
        var token = RandomNumberGenerator.GetHexString(64);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MediaClusters_AppHost>(
            ["--PersistData=false", "--Announce=false", $"--Parameters:internal-token={token}"], starting.Token);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("MediaClusters.AppHost.Resources", LogLevel.Error));
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

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Source.DisposeAsync();
        await _application.DisposeAsync();
        await _builder.DisposeAsync();
    }
}
