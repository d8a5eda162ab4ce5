using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Legacy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;

namespace MediaClusters.Persistence.Rollout;

internal static class RolloutServiceCollectionExtensions
{
    /// <summary>The feature flags and the read path that chooses between them and Postgres.</summary>
    public static IServiceCollection AddRollout(this IServiceCollection services)
    {
        services.AddOptions<LegacyOptions>().BindConfiguration(LegacyOptions.SectionName).ValidateOnStart();
        services.AddSingleton<RolloutSource>();
        services.AddSingleton<RolloutState>();
        services.AddFeatureManagement().AddFeatureFilter<PetPercentageFilter>();
        services.AddSingleton<IFeatureDefinitionProvider, RolloutDefinitions>();
        services.AddSingleton<IRolloutFlags, RolloutFlags>();
        services.AddSingleton<ILatestClusters, RolloutReads>();
        return services;
    }
}
