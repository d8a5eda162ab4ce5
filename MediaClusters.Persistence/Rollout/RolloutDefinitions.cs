using System.Runtime.CompilerServices;
using Microsoft.FeatureManagement;

namespace MediaClusters.Persistence.Rollout;

/// <summary>The features as the settings in force define them: configuration that was refused never shows.</summary>
internal sealed class RolloutDefinitions(RolloutState state) : IFeatureDefinitionProvider
{
    private readonly ConditionalWeakTable<RolloutSettings, FeatureDefinition[]> _definitions = [];

    public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName)
        => Task.FromResult(Array.Find(Current, definition => string.Equals(definition.Name, featureName, StringComparison.Ordinal))!);

    public async IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync()
    {
        foreach (var definition in Current)
            yield return await Task.FromResult(definition);
    }

    private FeatureDefinition[] Current => _definitions.GetValue(state.Current, static settings =>
    [
        Define(RolloutFeatures.PostgresPersistence, settings),
        Define(RolloutFeatures.PostgresReads, settings),
    ]);

    private static FeatureDefinition Define(string feature, RolloutSettings settings) => new()
    {
        Name = feature,
        EnabledFor = [PetPercentageFilter.For(settings.Percentage(feature))],
    };
}
