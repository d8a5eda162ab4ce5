using MediaClusters.Persistence.Legacy;
using Microsoft.Extensions.DependencyInjection;

namespace MediaClusters.Persistence.Cache;

internal static class CacheServiceCollectionExtensions
{
    /// <summary>The cache of newest versions. Wants IConnectionMultiplexer, NpgsqlDataSource, IClusterReader and TimeProvider.</summary>
    public static IServiceCollection AddClusterCache(this IServiceCollection services)
    {
        services.AddOptions<CacheOptions>()
            .BindConfiguration(CacheOptions.SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        return services
            .AddSingleton<RedisPort>()
            .AddSingleton<IPetCache, PetCache>()
            .AddSingleton<ICacheTrust, CacheTrust>()
            .AddSingleton<ILegacyStates, LegacyStates>()
            .AddSingleton<IProbingReader, ProbingReader>()
            .AddSingleton<VersionFloor>()
            .AddSingleton<LatestClusters>()
            .AddSingleton<ICacheWriter, CacheWriter>()
            .AddSingleton<IOutboxRelay, OutboxRelay>();
    }
}
