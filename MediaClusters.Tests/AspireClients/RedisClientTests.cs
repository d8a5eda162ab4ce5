using System.Net;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaClusters.Tests.AspireClients;

[Collection(ServersCollection.Name)]
public sealed class RedisClientTests(Servers servers)
{
    [Fact]
    public async Task AddRedisClient_connects_and_answers_its_health_check()
    {
        await using var services = Build(builder => builder.AddRedisClient("cache"), ("ConnectionStrings:cache", servers.Redis));
        var key = Guid.NewGuid().ToString();

        var database = services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.StringSetAsync(key, "v", TimeSpan.FromMinutes(1));

        ((string?)await database.StringGetAsync(key)).ShouldBe("v");
        (await CheckAsync(services)).Entries["StackExchange.Redis"].Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task AddKeyedRedisClient_has_its_own_connection_and_check()
    {
        await using var services = Build(
            builder => builder.AddKeyedRedisClient("sessions"), ("Aspire:StackExchange:Redis:sessions:ConnectionString", servers.Redis));

        services.GetService<IConnectionMultiplexer>().ShouldBeNull();
        await RedisServer.UntilRestoredAsync(services.GetRequiredKeyedService<IConnectionMultiplexer>("sessions"));
        (await CheckAsync(services)).Entries.Keys.ShouldBe(["StackExchange.Redis_sessions"]);
    }

    [Fact]
    public void AddRedisClient_reads_settings_from_the_general_to_the_particular()
    {
        using var services = Build(
            builder => builder.AddRedisClient("cache", null, options => options.ClientName = "code"),
            ("Aspire:StackExchange:Redis:ConnectionString", "general:1"),
            ("Aspire:StackExchange:Redis:cache:ConnectionString", "named:2"),
            ("ConnectionStrings:cache", "string:3,connectTimeout=1111,syncTimeout=2222,name=string"),
            ("Aspire:StackExchange:Redis:ConfigurationOptions:ConnectTimeout", "3333"),
            ("Aspire:StackExchange:Redis:cache:ConfigurationOptions:ConnectTimeout", "4444"));

        var options = services.GetRequiredService<IOptions<ConfigurationOptions>>().Value;

        options.EndPoints.ShouldHaveSingleItem().ShouldBe(new DnsEndPoint("string", 3));
        options.ConnectTimeout.ShouldBe(4444);
        options.SyncTimeout.ShouldBe(2222);
        options.ClientName.ShouldBe("code");
        options.AbortOnConnectFail.ShouldBeFalse();
    }

    [Fact]
    public void AddRedisClient_connection_string_may_insist_on_connecting()
    {
        using var services = Build(builder => builder.AddRedisClient("cache"), ("ConnectionStrings:cache", "cache:1,abortConnect=true"));

        services.GetRequiredService<IOptions<ConfigurationOptions>>().Value.AbortOnConnectFail.ShouldBeTrue();
    }

    [Fact]
    public void AddRedisClient_without_an_endpoint_says_where_it_belongs()
    {
        using var services = Build(builder => builder.AddRedisClient("cache"));

        Should.Throw<InvalidOperationException>(services.GetRequiredService<IConnectionMultiplexer>).Message
            .ShouldContain("ConnectionStrings:cache");
    }

    [Fact]
    public void AddRedisClientBuilder_hands_on_what_it_registered()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("ConnectionStrings:cache", "cache:1"));

        var client = builder.AddKeyedRedisClientBuilder("cache", settings => settings.DisableHealthChecks = true);

        client.ServiceKey.ShouldBe("cache");
        client.Settings.ConnectionString.ShouldBe("cache:1");
        client.HostBuilder.ShouldBeSameAs(builder);
        builder.Services.ShouldNotContain(service => service.ServiceType == typeof(HealthCheckService));
    }

    [Fact]
    public async Task Start_with_redis_down_succeeds_and_connects_when_it_comes()
    {
        await using var server = new RedisServer();
        await using var application = await StartAsync(server);
        var connection = application.Services.GetRequiredService<IConnectionMultiplexer>();
        connection.IsConnected.ShouldBeFalse();
        (await CheckAsync(application.Services)).Status.ShouldBe(HealthStatus.Unhealthy);

        await server.StartAsync();

        await RedisServer.UntilRestoredAsync(connection);
        (await CheckAsync(application.Services)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Connection_comes_back_after_redis_restarted()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var application = await StartAsync(server);
        var connection = application.Services.GetRequiredService<IConnectionMultiplexer>();
        await connection.GetDatabase().PingAsync();

        await server.KillAsync();
        await server.StartAsync();

        await RedisServer.UntilRestoredAsync(connection);
        (await CheckAsync(application.Services)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Async_calls_complete_under_kestrel_however_many_come_first()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("ConnectionStrings:cache", servers.Redis));
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0)).UseUrls();
        builder.AddRedisClient("cache", settings => settings.DisableAutoActivation = false);
        await using var application = await builder.StartAsync(app => app.MapGet(
            "/", async (IConnectionMultiplexer redis) => (string?)await redis.GetDatabase().StringGetAsync("absent") ?? "none"));
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => client.GetStringAsync("/")));

        answers.ShouldAllBe(answer => answer == "none");
    }

    [Fact]
    public void Connecting_leaves_threads_for_replies_when_all_cores_compute()
    {
        // Later versions of the library read replies on threads of their own.
        if (typeof(IConnectionMultiplexer).Assembly.GetName().Version!.Major > 1)
            return;

        using var services = Build(builder => builder.AddRedisClient("cache"), ("ConnectionStrings:cache", servers.Redis));

        services.GetRequiredService<IConnectionMultiplexer>();

        ThreadPool.GetMinThreads(out var workers, out _);
        workers.ShouldBeGreaterThanOrEqualTo(32);
    }

    private static ServiceProvider Build(Action<IHostApplicationBuilder> add, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, settings);
        add(builder);
        return builder.Services.BuildServiceProvider();
    }

    private static Task<WebApplication> StartAsync(RedisServer server)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("ConnectionStrings:cache", server.Endpoint));
        builder.AddRedisClient("cache", settings => settings.DisableAutoActivation = false);
        return builder.StartAsync(_ => { });
    }

    private static Task<HealthReport> CheckAsync(IServiceProvider services) =>
        services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
