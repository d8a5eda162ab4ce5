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
    ClusteringMetrics Metrics);

/// <summary>One group of photos.</summary>
/// <param name="Index">Position in the result, from 0.</param>
/// <param name="StableId">Names the group across versions.</param>
/// <param name="Label">A name for people.</param>
/// <param name="Hero">The photo that stands for the group.</param>
/// <param name="Members">All photos of the group, the hero included, by distance and then id.</param>
public sealed record Cluster(int Index, Guid StableId, string Label, Hero Hero, IReadOnlyList<ClusterMember> Members);

/// <summary>A photo in a group.</summary>
/// <param name="ImageId">The photo.</param>
/// <param name="Distance">Cosine distance to the group's centroid, in [0, 2].</param>
public sealed record ClusterMember(Guid ImageId, double Distance);

/// <summary>The photo that stands for a group.</summary>
/// <param name="ImageId">The photo.</param>
/// <param name="Score">Composite score in [0, 1].</param>
/// <param name="Parts">What the score is made of; a part the photo has no signal for is null.</param>
public sealed record Hero(Guid ImageId, double Score, HeroScoreParts Parts);

/// <summary>Parts of a hero's score, each in [0, 1] before weighting.</summary>
public sealed record HeroScoreParts(double? Quality, double Centrality, double? Pose, double? Recency);

/// <summary>Quality figures of a run.</summary>
/// <param name="Coverage">Share of photos in some group, [0, 1]; null without photos.</param>
/// <param name="Silhouette">Mean cosine silhouette over grouped photos (Rousseeuw 1987), [-1, 1]; null with fewer than two groups.</param>
/// <param name="Cohesion">Mean cosine similarity of members to their centroid, [-1, 1]; null without groups.</param>
/// <param name="NoiseCount">Photos in no group.</param>
/// <param name="AverageQuality">Mean quality of the photos that have one; null when none has.</param>
public sealed record ClusteringMetrics(double? Coverage, double? Silhouette, double? Cohesion, int NoiseCount, double? AverageQuality);
