namespace MediaClusters.Clustering;

/// <summary>What one run found.</summary>
/// <param name="Algorithm">The strategy that made it.</param>
/// <param name="ImageCount">Photos that went in, noise included.</param>
/// <param name="Clusters">The groups by index; largest first, ties by smallest image id.</param>
/// <param name="Noise">Photos in no group, by id.</param>
/// <param name="Metrics">Quality figures of the whole run.</param>
public sealed record ClusteringResult(
    string Algorithm,
    int ImageCount,
    IReadOnlyList<Cluster> Clusters,
    IReadOnlyList<Guid> Noise,
    ClusteringMetrics Metrics)
{
    /// <summary>How the run came to it; null where that is not known, as of versions older than this.</summary>
    public ClusteringRun? Run { get; init; }

    /// <summary>What became of the previous version's groups, where that is more than going on; empty without one.</summary>
    public IReadOnlyList<GroupChange> Changes { get; init; } = [];
}

/// <summary>How a run came to its result.</summary>
/// <param name="Mode">Which photos it looked at.</param>
/// <param name="Strategy">The strategy that made the labels; another than the algorithm where that one chooses.</param>
/// <param name="AddedSinceFull">Photos that joined by increments since the last run that was not one; 0 for such a run.</param>
public sealed record ClusteringRun(RunMode Mode, string Strategy, int AddedSinceFull = 0);

/// <summary>Which photos a run looked at.</summary>
public enum RunMode
{
    /// <summary>All, by exact distances of all pairs.</summary>
    Full,

    /// <summary>Those the previous version did not have; the rest stayed where they were.</summary>
    Incremental,

    /// <summary>A sample by exact distances, the rest by the groups found there.</summary>
    Approximate,
}

/// <summary>What became of groups between two versions.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="From">Stable ids of the previous version's groups; none for a birth.</param>
/// <param name="To">Stable ids of this version's groups; none for a death.</param>
public sealed record GroupChange(GroupChangeKind Kind, IReadOnlyList<Guid> From, IReadOnlyList<Guid> To);

/// <summary>What can happen to groups between two versions.</summary>
public enum GroupChangeKind
{
    /// <summary>A group that continues none, and came about by no split or merge.</summary>
    Birth,

    /// <summary>A group that none continues, and that neither split nor merged.</summary>
    Death,

    /// <summary>A group whose photos are in several now.</summary>
    Split,

    /// <summary>A group whose photos come from several.</summary>
    Merge,
}

/// <summary>One group of photos.</summary>
/// <param name="Index">Position in the result, from 0.</param>
/// <param name="StableId">Names the group across versions.</param>
/// <param name="Label">A name for people.</param>
/// <param name="Hero">The photo that stands for the group.</param>
/// <param name="Members">All photos of the group, the hero included, by distance and then id.</param>
public sealed record Cluster(int Index, Guid StableId, string Label, Hero Hero, IReadOnlyList<ClusterMember> Members)
{
    /// <summary>The photos with the best scores, best first; the hero need not be the first, nor among them.</summary>
    public IReadOnlyList<HeroCandidate> Candidates { get; init; } = [];
}

/// <summary>A photo in a group.</summary>
/// <param name="ImageId">The photo.</param>
/// <param name="Distance">Cosine distance to the group's centroid, in [0, 2].</param>
public sealed record ClusterMember(Guid ImageId, double Distance);

/// <summary>The photo that stands for a group.</summary>
/// <param name="ImageId">The photo.</param>
/// <param name="Score">Composite score in [0, 1].</param>
/// <param name="Parts">What the score is made of; a part the photo has no signal for is null.</param>
/// <param name="Reason">Why it is this photo.</param>
public sealed record Hero(Guid ImageId, double Score, HeroScoreParts Parts, HeroReason Reason = HeroReason.Best);

/// <summary>Why a photo is a group's hero.</summary>
public enum HeroReason
{
    /// <summary>No other scores better.</summary>
    Best,

    /// <summary>It was before, and none is better by enough.</summary>
    Kept,

    /// <summary>People chose it.</summary>
    Pinned,
}

/// <summary>A photo that might stand for its group.</summary>
/// <param name="ImageId">The photo.</param>
/// <param name="Score">Composite score in [0, 1].</param>
/// <param name="Parts">What the score is made of.</param>
public sealed record HeroCandidate(Guid ImageId, double Score, HeroScoreParts Parts);

/// <summary>Parts of a hero's score, each in [0, 1] before weighting.</summary>
public sealed record HeroScoreParts(double? Quality, double Centrality, double? Pose, double? Recency);

/// <summary>Quality figures of a run.</summary>
/// <param name="Coverage">Share of photos in some group, [0, 1]; null without photos.</param>
/// <param name="Silhouette">Mean cosine silhouette over grouped photos (Rousseeuw 1987), [-1, 1]; null with fewer than two groups.</param>
/// <param name="Cohesion">Mean cosine similarity of members to their centroid, [-1, 1]; null without groups.</param>
/// <param name="NoiseCount">Photos in no group.</param>
/// <param name="AverageQuality">Mean quality of the photos that have one; null when none has.</param>
/// <param name="DaviesBouldin">Davies-Bouldin index (1979) of the groups by cosine distance to the centroids, from 0, the smaller the better; centroids count as at least 1e-6 apart; null with fewer than two groups.</param>
/// <param name="NoiseShare">Share of photos in no group, [0, 1]; null without photos.</param>
/// <param name="Churn">Share of the previous version's pairs of photos in one group that are in one no more, among the photos of both versions, [0, 1]; null without a previous version or such pairs.</param>
/// <param name="AdjustedRand">Adjusted Rand index (Hubert and Arabie 1985) against the previous version over the photos of both, [-1, 1], noise as groups of one; null without a previous version or two shared photos.</param>
public sealed record ClusteringMetrics(
    double? Coverage,
    double? Silhouette,
    double? Cohesion,
    int NoiseCount,
    double? AverageQuality,
    double? DaviesBouldin = null,
    double? NoiseShare = null,
    double? Churn = null,
    double? AdjustedRand = null);
