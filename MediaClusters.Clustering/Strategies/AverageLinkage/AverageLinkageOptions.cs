using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>
/// Where average linkage stops merging. Distances are cosine distances in [0, 2]; those of parts are means over their
/// pairs of photos. They scale with <see cref="ClusteringOptions.StrangerDistance"/>. The defaults were chosen on the tuning pets of MediaClusters.Evaluation.
/// </summary>
public sealed class AverageLinkageOptions
{
    /// <summary>The least height of the cut: parts nearer than this are one but for voids and stragglers. (0, 2], default 0.34.</summary>
    [Range(1e-6, 2)]
    public double LeastCut { get; set; } = 0.34;

    /// <summary>The greatest height of the cut: parts farther apart than this never are one. At least LeastCut, at most 2, default 0.39.</summary>
    [Range(1e-6, 2)]
    public double MostCut { get; set; } = 0.39;

    /// <summary>Between the two, the cut is this share of the height of the last merge. (0, 1], default 0.65.</summary>
    [Range(1e-6, 1)]
    public double CutShare { get; set; } = 0.65;

    /// <summary>
    /// A void lies between two parts below the cut when their nearest photos are at least this many times as far apart
    /// as neighbours within the wider of them. At least 1, default 1.4.
    /// </summary>
    [Range(1.0, 100.0)]
    public double VoidRatio { get; set; } = 1.4;

    /// <summary>Parts whose nearest photos are nearer than this have no void between them. [0, 2], default 0.12.</summary>
    [Range(0.0, 2.0)]
    public double LeastVoid { get; set; } = 0.12;

    /// <summary>
    /// One or two photos leave a group when they are more than this many times as far from the rest as the photos of the
    /// rest are from each other. At least 1, default 2.1.
    /// </summary>
    [Range(1.0, 100.0)]
    public double StragglerRatio { get; set; } = 2.1;

    /// <summary>Photos this near to the rest of a group stay in it, however tight it is. [0, 2], default 0.26.</summary>
    [Range(0.0, 2.0)]
    public double LeastStraggle { get; set; } = 0.26;

    /// <summary>A copy whose distances, none of which is above 2, are so many times as long.</summary>
    internal AverageLinkageOptions Scaled(double scale) => new()
    {
        LeastCut = Math.Min(LeastCut * scale, 2),
        MostCut = Math.Min(MostCut * scale, 2),
        CutShare = CutShare,
        VoidRatio = VoidRatio,
        LeastVoid = Math.Min(LeastVoid * scale, 2),
        StragglerRatio = StragglerRatio,
        LeastStraggle = Math.Min(LeastStraggle * scale, 2),
    };
}
