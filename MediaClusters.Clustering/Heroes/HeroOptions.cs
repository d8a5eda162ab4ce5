using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Clustering.Heroes;

/// <summary>
/// How heroes are picked. The score is the sum of weight * part over the signals the photo has, divided by the sum of
/// those weights: only their proportions matter.
/// </summary>
public sealed class HeroOptions
{
    /// <summary>Weight of the embedder's quality score. Default 0.4.</summary>
    [Range(0.0, 1.0)]
    public double QualityWeight { get; set; } = 0.4;

    /// <summary>Weight of the closeness to the group's centroid. Every photo has it, so it may not be 0. Default 0.3.</summary>
    [Range(0.01, 1.0)]
    public double CentralityWeight { get; set; } = 0.3;

    /// <summary>Weight of the pose. Default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double PoseWeight { get; set; } = 0.2;

    /// <summary>Weight of the age next to the pet's newest photo. Default 0.1.</summary>
    [Range(0.0, 1.0)]
    public double RecencyWeight { get; set; } = 0.1;

    /// <summary>The age, counted from the pet's newest photo, at which recency has halved. Default 180 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RecencyHalfLife { get; set; } = TimeSpan.FromDays(180);

    /// <summary>A group keeps its hero unless another is better by at least this, in scores. [0, 1], default 0.05; 0 always takes the best.</summary>
    [Range(0.0, 1.0)]
    public double Hysteresis { get; set; } = 0.05;

    /// <summary>The photos with the best scores that are kept for each group. Default 3.</summary>
    [Range(1, 20)]
    public int Candidates { get; set; } = 3;

    /// <summary>
    /// The part of its score that a photo loses in the ranking when the hero of a larger group, or a better candidate of
    /// its own, shows the same pose. Stored scores stay whole. [0, 1], default 0: poses may repeat.
    /// </summary>
    [Range(0.0, 1.0)]
    public double PoseDiversity { get; set; }
}
