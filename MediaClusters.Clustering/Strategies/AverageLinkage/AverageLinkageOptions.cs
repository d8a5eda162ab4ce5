using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>
/// Where average linkage stops merging. Distances are cosine distances, means over the pairs of photos of two parts.
/// </summary>
public sealed class AverageLinkageOptions
{
    /// <summary>Parts up to this far apart are one, unless a void lies between them. (0, 2], default 0.34.</summary>
    [Range(1e-6, 2)]
    public double LeastCut { get; set; } = 0.34;

    /// <summary>Parts farther apart than this never are one. At least LeastCut, at most 2, default 0.42.</summary>
    [Range(1e-6, 2)]
    public double MostCut { get; set; } = 0.42;

    /// <summary>Between the two, the cut is this share of the height of the last merge. (0, 1], default 0.68.</summary>
    [Range(1e-6, 1)]
    public double CutShare { get; set; } = 0.68;

    /// <summary>
    /// A void lies between two parts below the cut when their nearest photos are at least this many times as far apart
    /// as neighbours within the wider of them. At least 1, default 1.6.
    /// </summary>
    [Range(1.0, 100.0)]
    public double VoidRatio { get; set; } = 1.6;

    /// <summary>Parts whose nearest photos are nearer than this have no void between them. [0, 2], default 0.12.</summary>
    [Range(0.0, 2.0)]
    public double LeastVoid { get; set; } = 0.12;
}
