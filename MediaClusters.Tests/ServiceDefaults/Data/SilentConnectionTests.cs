using System.Diagnostics;
using MediaClusters.ServiceDefaults.Data;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.ServiceDefaults.Data;

/// <summary>Connections that are open and lead nowhere: noticed in time, and replaced.</summary>
[Collection(ServersCollection.Name)]
public sealed class SilentConnectionTests(Servers servers) : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private SilentProxy _proxy = null!;

    public Task InitializeAsync()
    {
        var postgres = new NpgsqlConnectionStringBuilder(servers.Postgres);
        _proxy = SilentProxy.Start(postgres.Host!, postgres.Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    [Fact]
    public async Task Statement_on_a_silent_connection_ends_at_its_limit_and_the_next_one_works()
    {
        await using var services = Build(("Database:StatementTimeout", "00:00:01"), ("Database:Pooler", "Transaction"));
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await FillPoolAsync(database);
        _proxy.Forget();

        var started = Stopwatch.GetTimestamp();
        var failure = await Should.ThrowAsync<NpgsqlException>(() => AskAsync(database));
        failure.InnerException.ShouldBeOfType<TimeoutException>();

        // The limit, and 2 s in which the server may still say what became of the statement.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(8));
        (await AskAsync(database)).ShouldBe(1);
    }

    [Fact]
    public async Task Pool_that_went_silent_while_it_was_idle_is_emptied_before_anybody_asks()
    {
        await using var services = Build();
        var database = services.GetRequiredService<NpgsqlDataSource>();
        using var watch = new PoolWatch(services, TimeProvider.System, NullLogger<PoolWatch>.Instance);
        await FillPoolAsync(database);
        _proxy.Forget();

        await watch.WatchAsync(database, CancellationToken.None);

        (await AskAsync(database)).ShouldBe(1);
    }

    [Fact]
    public async Task Pool_that_is_taken_as_a_whole_keeps_its_connections()
    {
        await using var services = Build(("Database:MaxPoolSize", "4"));
        var database = services.GetRequiredService<NpgsqlDataSource>();
        using var watch = new PoolWatch(services, TimeProvider.System, NullLogger<PoolWatch>.Instance);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => database.OpenConnectionAsync().AsTask()));

        await watch.WatchAsync(database, CancellationToken.None);

        foreach (var connection in taken)
            await connection.DisposeAsync();
        var accepted = _proxy.Accepted;
        (await AskAsync(database)).ShouldBe(1);
        _proxy.Accepted.ShouldBe(accepted);
    }

    [Fact]
    public async Task Handler_that_unsubscribed_is_not_subscribed_to_the_next_connection()
    {
        var (first, second) = (Substitute.For<IConnectionMultiplexer>(), Substitute.For<IConnectionMultiplexer>());
        first.GetDatabase().PingAsync().ThrowsAsyncForAnyArgs(new TimeoutException());
        var made = new Queue<IConnectionMultiplexer>([first, second]);
        using var connections = new CacheConnections(made.Dequeue, _time, NullLogger<CacheConnections>.Instance);
        var connection = CacheConnectionProxy.Create(connections);
        var (kept, gone) = (0, 0);
        void Gone(object? sender, ConnectionFailedEventArgs args) => gone++;
        connection.ConnectionFailed += (_, _) => kept++;
        connection.ConnectionFailed += Gone;
        connection.ConnectionFailed -= Gone;

        await connections.ReplaceAsync(first, CancellationToken.None);
        second.ConnectionFailed += Raise.Event<EventHandler<ConnectionFailedEventArgs>>(second, null!);

        connections.GetCurrent().ShouldBe(second);
        (kept, gone).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Silent_connection_to_Redis_is_replaced_for_all_who_hold_it()
    {
        var redis = ConfigurationOptions.Parse(servers.Redis);
        var endpoint = (System.Net.DnsEndPoint)redis.EndPoints[0];
        await using var proxy = SilentProxy.Start(endpoint.Host, endpoint.Port);
        var builder = DefaultsHost.CreateBuilder(
            Environments.Development, ("ConnectionStrings:cache", $"127.0.0.1:{proxy.Port},{servers.Redis[(servers.Redis.IndexOf(',', StringComparison.Ordinal) + 1)..]}"));
        builder.AddCache();
        await using var application = await builder.StartAsync(_ => { });
        var connection = application.Services.GetRequiredService<IConnectionMultiplexer>();
        var inUse = application.Services.GetRequiredService<Func<IConnectionMultiplexer>>();
        await RedisServer.UntilRestoredAsync(connection);
        var first = inUse();
        proxy.Forget();

        var silentSince = Stopwatch.GetTimestamp();
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(inUse()), now => now != first)).ShouldNotBe(first);

        // A second's pause, two for an answer; and a busy machine.
        Stopwatch.GetElapsedTime(silentSince).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await RedisServer.UntilRestoredAsync(connection);
        await GraphFixture.EventuallyAsync(() => Task.FromResult(first.IsConnected), connected => !connected);
        first.IsConnected.ShouldBeFalse();
    }

    private WebApplicationBuilder CreateBuilder(params (string, string?)[] settings)
    {
        var server = new NpgsqlConnectionStringBuilder(servers.Postgres) { Host = "127.0.0.1", Port = _proxy.Port };
        var builder = DefaultsHost.CreateBuilder(Environments.Development, [("ConnectionStrings:media-clusters", server.ConnectionString), .. settings]);
        builder.AddDatabase();
        return builder;
    }

    private ServiceProvider Build(params (string, string?)[] settings) => CreateBuilder(settings).Services.BuildServiceProvider();

    private static async Task FillPoolAsync(NpgsqlDataSource database)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => database.OpenConnectionAsync().AsTask()));
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    private static async Task<object?> AskAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT 1");
        return await command.ExecuteScalarAsync();
    }
}
