using System.Globalization;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Clustering.Heroes;

/// <summary>Picks the photo that stands for a group: the best composite score, ties to the smallest image id.</summary>
internal sealed class HeroSelector(HeroOptions options)
{
    // Below this mean distance a group's photos look alike, and which of them is central is noise.
    private const double LeastSpread = 0.01;

    private readonly double _qualityWeight = options.QualityWeight;
    private readonly double _centralityWeight = options.CentralityWeight;
    private readonly double _poseWeight = options.PoseWeight;
    private readonly double _recencyWeight = options.RecencyWeight;
    private readonly TimeSpan _halfLife = options.RecencyHalfLife;

    /// <summary>The options in canonical text.</summary>
    public string Parameters => string.Create(
        CultureInfo.InvariantCulture,
        $"hero_quality={_qualityWeight};hero_centrality={_centralityWeight};hero_pose={_poseWeight};hero_recency={_recencyWeight};hero_half_life={_halfLife:c}");

    /// <summary>Picks the hero of a group.</summary>
    /// <param name="members">The group's photos; at least one.</param>
    /// <param name="newest">When the pet's newest photo was taken, or null when no photo tells.</param>
    public Hero Select(IReadOnlyList<GroupMember> members, DateTimeOffset? newest)
    {
        var spread = Math.Max(members.Average(member => member.Distance), LeastSpread);
        return members
            .Select(member => Rate(member, spread, newest))
            .OrderByDescending(hero => hero.Score)
            .ThenBy(hero => hero.ImageId)
            .First();
    }

    private Hero Rate(GroupMember member, double spread, DateTimeOffset? newest)
    {
        var photo = member.Photo;
        var parts = new HeroScoreParts(
            photo.Quality is { } quality ? Figures.Round(quality) : null,
            Figures.Round(Centrality(member.Distance, spread)),
            PoseScores.For(photo.Pose),
            photo.CapturedAt is { } taken && newest is { } latest ? Figures.Round(Recency(latest - taken)) : null);
        return new Hero(photo.ImageId, Figures.Round(Combine(parts)), parts);
    }

    /// <summary>1 at the centroid, a half at the group's mean distance: relative, since groups differ in width.</summary>
    private static double Centrality(double distance, double spread) => spread / (spread + distance);

    private double Recency(TimeSpan age) => Math.Pow(2, -(age / _halfLife));

    private double Combine(HeroScoreParts parts)
    {
        var (sum, weights) = (_centralityWeight * parts.Centrality, _centralityWeight);
        Add(_qualityWeight, parts.Quality);
        Add(_poseWeight, parts.Pose);
        Add(_recencyWeight, parts.Recency);
        return Math.Min(sum / weights, 1);

        void Add(double weight, double? part)
        {
            if (part is not { } value)
                return;
            sum += weight * value;
            weights += weight;
        }
    }
}
