using Microsoft.FeatureManagement;

namespace MediaClusters.Persistence.Rollout;

/// <summary>Asks the feature manager only where pets differ: at 0 and 100 % an answer costs a comparison and a count.</summary>
internal sealed class RolloutFlags(RolloutState state, IVariantFeatureManager features) : IRolloutFlags
{
    public RolloutSettings Settings => state.Current;

    public ValueTask<bool> IsEnabledAsync(string feature, Guid petId, CancellationToken cancellationToken)
    {
        var percentage = state.Current.Percentage(feature);
        return percentage is > 0 and < 100
            ? AskAsync(feature, petId, cancellationToken)
            : ValueTask.FromResult(Counted(feature, percentage > 0));
    }

    private async ValueTask<bool> AskAsync(string feature, Guid petId, CancellationToken cancellationToken)
        => Counted(feature, await features.IsEnabledAsync(feature, new PetContext(petId), cancellationToken));

    private static bool Counted(string feature, bool enabled)
    {
        RolloutTelemetry.Decided(feature, enabled);
        return enabled;
    }
}
