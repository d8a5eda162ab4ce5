using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using NSubstitute;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

public sealed class CacheRegistrationTests
{
    [Fact]
    public void AddClusterCache_gives_the_reader_the_writer_and_the_relay()
    {
        using var services = Build();

        services.GetRequiredService<LatestClusters>().ShouldNotBeNull();
        services.GetRequiredService<ICacheWriter>().ShouldNotBeNull();
        services.GetRequiredService<IOutboxRelay>().ShouldNotBeNull();
        services.GetRequiredService<LatestClusters>().ShouldBeSameAs(services.GetRequiredService<LatestClusters>());
    }

    [Theory]
    [InlineData("Budget", "00:00:00")]
    [InlineData("BodyTtl", "00:00:00")]
    [InlineData("PendingTtl", "01:00:00")]
    [InlineData("BreakerFailureRatio", "0")]
    [InlineData("BreakerMinimumThroughput", "1")]
    public void AddClusterCache_with_a_setting_out_of_range_names_it(string setting, string value)
    {
        using var services = Build((setting, value));

        var options = services.GetRequiredService<IOptions<CacheOptions>>();

        Should.Throw<OptionsValidationException>(() => options.Value).Message.ShouldContain(setting);
    }

    private static ServiceProvider Build(params (string Name, string Value)[] settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>($"Cache:{setting.Name}", setting.Value)))
                .Build())
            .AddSingleton(Substitute.For<IConnectionMultiplexer>())
            .AddSingleton(_ => NpgsqlDataSource.Create("Host=nowhere"))
            .AddSingleton(Substitute.For<IClusterReader>())
            .AddClusterCache()
            .BuildServiceProvider();
}
