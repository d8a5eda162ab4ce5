namespace MediaClusters.AppHost.Publishing;

/// <summary>Where containers find the rollout's settings; docs/rollout.md.</summary>
internal static class RolloutMount
{
    public const string Path = "/etc/media-clusters";

    public const string ConfigMap = "media-clusters-rollout";
}
