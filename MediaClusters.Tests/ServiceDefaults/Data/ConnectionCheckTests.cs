using MediaClusters.ServiceDefaults.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NSubstitute;
using StackExchange.Redis;

namespace MediaClusters.Tests.ServiceDefaults.Data;

public sealed class ConnectionCheckTests
{
    [Fact]
    public async Task Start_without_a_database_says_where_it_belongs()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.AddDatabase();

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => builder.StartAsync(_ => { }));

        failure.Message.ShouldContain("ConnectionStrings__media-clusters");
        failure.Message.ShouldContain("DATABASE_URL");
    }

    [Fact]
    public async Task Start_without_a_cache_says_where_it_belongs()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.AddCache();

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => builder.StartAsync(_ => { }));

        failure.Message.ShouldContain("ConnectionStrings__cache");
        failure.Message.ShouldContain("REDIS_URL");
    }

    [Fact]
    public async Task Start_with_stores_of_its_own_needs_no_connection_string()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.AddDatabase();
        builder.AddCache();
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=own"));
        builder.Services.AddSingleton(Substitute.For<IConnectionMultiplexer>());

        await using var application = await builder.StartAsync(_ => { });

        application.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString.ShouldContain("own");
    }

    [Theory]
    [InlineData("ConnectionStrings:media-clusters", "ConnectionStrings:media-clusters")]
    [InlineData("DATABASE_URL", "DATABASE_URL")]
    public void AddDatabase_bad_url_is_reported_under_its_key(string key, string named) =>
        Should.Throw<FormatException>(() => DefaultsHost.CreateBuilder(Environments.Production, (key, "postgres://db:port/x")).AddDatabase())
            .Message.ShouldStartWith(named);

    [Theory]
    [InlineData("ConnectionStrings:cache", "ConnectionStrings:cache")]
    [InlineData("REDIS_URL", "REDIS_URL")]
    public void AddCache_bad_url_is_reported_under_its_key(string key, string named) =>
        Should.Throw<FormatException>(() => DefaultsHost.CreateBuilder(Environments.Production, (key, "redis://cache:port")).AddCache())
            .Message.ShouldStartWith(named);
}
