using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Clustering.Increment;

/// <summary>When a run leaves the previous version's groups as they are, and what it takes for a photo to join one.</summary>
public sealed class IncrementOptions
{
    /// <summary>Whether there are increments at all; without, every run looks at all photos. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>A run is a full one when a larger share of the photos came since the last full run, or went since the last. [0, 1], default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double MaxNewShare { get; set; } = 0.2;

    /// <summary>A run is a full one when a larger share of the photos is new and joins no group. [0, 1], default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double MaxUnplacedShare { get; set; } = 0.05;

    /// <summary>
    /// How far from its centroid a group reaches, as a multiple of the mean distance that its own photos have to the
    /// centroid of the others. [1, 5], default 2.
    /// </summary>
    [Range(1.0, 5.0)]
    public double Reach { get; set; } = 2;

    /// <summary>How much farther than the group it joins any other within whose reach a photo lies must be. [0, 1], default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double Margin { get; set; } = 0.2;
}
