namespace MediaClusters.Persistence.Rollout;

/// <summary>The rollout's decisions, by the settings in force.</summary>
public interface IRolloutFlags
{
    RolloutSettings Settings { get; }

    /// <summary>Whether a feature is on for a pet; sticky, and counted. <paramref name="feature"/> is one of <see cref="RolloutFeatures"/>.</summary>
    ValueTask<bool> IsEnabledAsync(string feature, Guid petId, CancellationToken cancellationToken);
}
