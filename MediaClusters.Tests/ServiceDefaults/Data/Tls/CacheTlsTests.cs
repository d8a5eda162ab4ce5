using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaClusters.Tests.ServiceDefaults.Data.Tls;

[Collection(ServersCollection.Name)]
public sealed class CacheTlsTests(Servers servers, TlsRedis redis) : IClassFixture<TlsRedis>, IAsyncLifetime
{
    private TestDatabase? _database;

    private RecordingLoggerProvider Logs { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Authority_lets_its_servers_pass(bool url)
    {
        await redis.ShowAsync(Certificates.Good);
        await using var application = await StartAsync(
            url ? ("REDIS_URL", $"rediss://localhost:{redis.Port}") : ("ConnectionStrings:cache", $"localhost:{redis.Port},ssl=true"),
            ("Cache:RootCertificate", redis.Certificates.Authority));

        await RedisServer.UntilRestoredAsync(application.Services.GetRequiredService<IConnectionMultiplexer>());

        (await HealthAsync(application)).ShouldContain("\"StackExchange.Redis\":\"Healthy\"");
    }

    [Theory]
    [InlineData(Certificates.OtherAuthority, true)]
    [InlineData(Certificates.OtherHost, true)]
    [InlineData(Certificates.Expired, true)]
    [InlineData(Certificates.Good, false)]
    public async Task Other_certificates_are_refused_and_the_service_answers_without_its_cache(string kind, bool authority)
    {
        await redis.ShowAsync(kind);
        await using var application = await StartAsync(
            ("ConnectionStrings:cache", $"localhost:{redis.Port},ssl=true,connectTimeout=1000"),
            ("Cache:RootCertificate", authority ? redis.Certificates.Authority : null));

        var told = await GraphFixture.EventuallyAsync(() => Task.FromResult(Refusals()), lines => lines.Length > 0);
        var answer = await application.Services.GetRequiredService<ILatestClusters>().FindAsync(Guid.CreateVersion7(), 0, CancellationToken.None);

        told.ShouldHaveSingleItem();
        answer.ShouldBeNull();
        application.Services.GetRequiredService<IConnectionMultiplexer>().IsConnected.ShouldBeFalse();
        var health = await HealthAsync(application);
        health.ShouldContain("\"status\":\"Degraded\"");
        health.ShouldContain("\"StackExchange.Redis\":\"Degraded\"");
    }

    [Fact]
    public async Task Authority_without_tls_stops_the_start()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(
            ("REDIS_URL", "redis://localhost:1"), ("Cache:RootCertificate", redis.Certificates.Authority)));

        failure.Message.ShouldContain("rediss://");
    }

    [Theory]
    [InlineData("/nowhere/ca.pem", "does not exist")]
    [InlineData("/dev/null", "without a certificate")]
    public async Task Authority_that_is_none_stops_the_start(string file, string reason)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(
            ("REDIS_URL", "rediss://localhost:1"), ("Cache:RootCertificate", file)));

        failure.Message.ShouldContain("Cache: RootCertificate");
        failure.Message.ShouldContain(reason);
    }

    private string[] Refusals() =>
        [.. Logs.Messages.Where(message => message.Contains("refused for the server's certificate", StringComparison.Ordinal))];

    private async Task<WebApplication> StartAsync(params (string, string?)[] settings)
    {
        _database ??= await servers.CreateDatabaseAsync();
        var builder = DefaultsHost.CreateBuilder(
            Environments.Production, [("ConnectionStrings:media-clusters", _database.ConnectionString), ("Database:SslMode", "Disable"), .. settings]);
        builder.Logging.AddProvider(Logs);
        builder.AddServiceDefaults();
        builder.AddDatabase(data => data.MapMediaClustersTypes());
        builder.AddCache();
        builder.Services.AddMediaClustersPersistence();
        return await builder.StartAsync(app => app.MapDefaultEndpoints());
    }

    private static Task<string> HealthAsync(WebApplication application) => application.GetTestClient().GetStringAsync("/health");
}
