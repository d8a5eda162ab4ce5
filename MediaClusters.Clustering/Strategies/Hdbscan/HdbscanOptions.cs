using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Clustering.Strategies.Hdbscan;

/// <summary>What HDBSCAN counts as a group. The defaults were chosen on the tuning pets of MediaClusters.Evaluation.</summary>
public sealed class HdbscanOptions
{
    /// <summary>Photos around one, itself included, that its density is measured by. Default 2.</summary>
    [Range(1, 1_000)]
    public int MinSamples { get; set; } = 2;

    /// <summary>The fewest photos of a group. At least 2, default 2.</summary>
    [Range(2, 1_000)]
    public int MinClusterSize { get; set; } = 2;

    /// <summary>Whether all photos may be one group. Default true.</summary>
    public bool AllowSingleCluster { get; set; } = true;

    /// <summary>
    /// Photos that come no nearer than this to others, by mutual reachability, are in no group, and densities count from
    /// there: a cosine distance, which scales with <see cref="ClusteringOptions.StrangerDistance"/>. 2 is without limit. (0, 2], default 0.28.
    /// </summary>
    [Range(1e-6, 2)]
    public double MaxReach { get; set; } = 0.28;

    /// <summary>A copy whose reach, where it has a limit, is so many times as long.</summary>
    internal HdbscanOptions Scaled(double scale) => new()
    {
        MinSamples = MinSamples,
        MinClusterSize = MinClusterSize,
        AllowSingleCluster = AllowSingleCluster,
        MaxReach = MaxReach < 2 ? Math.Min(MaxReach * scale, 2) : MaxReach,
    };
}
