using System.Globalization;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Clustering.Heroes;

/// <summary>Scores a photo as the hero of its group, by <see cref="HeroOptions"/>.</summary>
internal sealed class HeroScorer(HeroOptions options)
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

    /// <summary>The distance at which centrality is a half: the mean of the group's, since groups differ in width.</summary>
    public static double Spread(ReadOnlySpan<GroupMember> members)
    {
        var sum = 0.0;
        foreach (var member in members)
            sum += member.Distance;
        return Math.Max(sum / members.Length, LeastSpread);
    }

    /// <summary>The score, in [0, 1].</summary>
    /// <param name="member">The photo.</param>
    /// <param name="spread">The group's <see cref="Spread"/>.</param>
    /// <param name="newest">When the pet's newest photo was taken, or null when no photo tells.</param>
    public double Score(in GroupMember member, double spread, DateTimeOffset? newest)
    {
        var (sum, weights) = (_centralityWeight * Centrality(member, spread), _centralityWeight);
        Add(_qualityWeight, Quality(member), ref sum, ref weights);
        Add(_poseWeight, PoseScores.For(member.Photo.Pose), ref sum, ref weights);
        Add(_recencyWeight, Recency(member, newest), ref sum, ref weights);
        return Figures.Round(Math.Min(sum / weights, 1));
    }

    /// <summary>What the score is made of.</summary>
    public HeroScoreParts Parts(in GroupMember member, double spread, DateTimeOffset? newest) =>
        new(Quality(member), Centrality(member, spread), PoseScores.For(member.Photo.Pose), Recency(member, newest));

    private static void Add(double weight, double? part, ref double sum, ref double weights)
    {
        if (part is not { } value)
            return;
        sum += weight * value;
        weights += weight;
    }

    private static double? Quality(in GroupMember member) => Figures.Round(member.Photo.Quality);

    private static double Centrality(in GroupMember member, double spread) => Figures.Round(spread / (spread + member.Distance));

    private double? Recency(in GroupMember member, DateTimeOffset? newest) =>
        member.Photo.CapturedAt is { } taken && newest is { } latest
            ? Figures.Round(Math.Pow(2, -((latest - taken) / _halfLife)))
            : null;
}
