using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;

namespace MediaClusters.Persistence.Rollout;

/// <summary>Enables a feature for a percentage of pets; a pet that is in stays in while the percentage does not fall.</summary>
[FilterAlias(Name)]
internal sealed class PetPercentageFilter : IContextualFeatureFilter<PetContext>
{
    public const string Name = "PetPercentage";

    private const string Value = "Value";

    public static FeatureFilterConfiguration For(decimal percentage) => new()
    {
        Name = Name,
        Parameters = new ConfigurationBuilder()
            .AddInMemoryCollection([new(Value, percentage.ToString(CultureInfo.InvariantCulture))])
            .Build(),
    };

    public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext featureFilterContext, PetContext appContext)
        => Task.FromResult(PetBucket.IsWithin(appContext.PetId, decimal.Parse(featureFilterContext.Parameters[Value]!, CultureInfo.InvariantCulture)));
}
