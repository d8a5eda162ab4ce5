using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Tests.Infrastructure;

[CollectionDefinition(Name)]
public sealed class ServersCollection : ICollectionFixture<Servers>
{
    public const string Name = "servers";
}

/// <summary>
/// A real Postgres and a real Redis for all tests of a run, started through the AppHost's own machinery.
/// Their absence fails the run; there is no skipping.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    private const string Template = "migrated";

    // A first run with the packages pulls container images.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Disposing the builder disposes what it built.
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _application;
    private int _databases;

    /// <summary>The server, without a database.</summary>
    public string Postgres { get; private set; } = "";

    /// <summary>In StackExchange.Redis' format.</summary>
    public string Redis { get; private set; } = "";

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MediaClusters_AppHost>(
            ["--PersistData=false", "--Announce=false", "--Parameters:internal-token=unused"], limit.Token);
        _builder = builder;
        builder.Services.AddLogging(logging => logging.AddFilter("MediaClusters.AppHost.Resources", LogLevel.Warning));

        // The servers alone: what the services do is tested elsewhere.
        foreach (var resource in builder.Resources.Where(r => r is not ParameterResource && r.Name is not ("postgres" or "cache")).ToList())
            builder.Resources.Remove(resource);

        _application = await builder.BuildAsync(limit.Token);
        await _application.StartAsync(limit.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("postgres", limit.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("cache", limit.Token);
        Postgres = await _application.GetConnectionStringAsync("postgres", limit.Token) ?? throw new InvalidOperationException("No Postgres.");
        Redis = await _application.GetConnectionStringAsync("cache", limit.Token) ?? throw new InvalidOperationException("No Redis.");

        await using var database = await CreateEmptyDatabaseAsync(Template);
        await database.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        if (_builder is not null)
            await _builder.DisposeAsync();
    }

    /// <summary>A database of the test's own with the whole schema.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return Open(name);
    }

    /// <summary>A database with nothing in it.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync(string? name = null)
    {
        name ??= $"empty_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Open(name);
    }

    private TestDatabase Open(string name)
        => new(new NpgsqlConnectionStringBuilder(Postgres) { Database = name, MaxPoolSize = 20 }.ConnectionString);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
