using Aspire.Hosting;
using Aspire.Hosting.Testing;
using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
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
        var builder = DistributedApplicationTestingBuilder.Create();
        _builder = builder;
        builder.AddPostgres("postgres");
        builder.AddRedis("cache");
        _application = await builder.BuildAsync();
        await _application.StartAsync();
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("postgres");
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("cache");
        Postgres = await _application.GetConnectionStringAsync("postgres") ?? throw new InvalidOperationException("No Postgres.");
        Redis = await _application.GetConnectionStringAsync("cache") ?? throw new InvalidOperationException("No Redis.");

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
