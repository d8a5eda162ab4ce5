using System.Globalization;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Clustering.Heroes;

/// <summary>
/// Picks the photo that stands for a group. A pinned photo does, the best of several. Else it is the photo that
/// stood for the group before, unless another ranks better by the hysteresis. Else the best. Photos rank by their score;
/// with pose diversity, one whose pose the hero of a larger group shows ranks by score * (1 - diversity). Ties go to
/// the smallest image id.
/// </summary>
internal sealed class HeroSelector(HeroOptions options)
{
    private readonly HeroScorer _scorer = new(options);
    private readonly double _hysteresis = options.Hysteresis;
    private readonly int _candidates = options.Candidates;
    private readonly double _diversity = options.PoseDiversity;

    /// <summary>The options in canonical text.</summary>
    public string Parameters => string.Create(
        CultureInfo.InvariantCulture,
        $"{_scorer.Parameters};hero_hysteresis={_hysteresis};hero_candidates={_candidates};hero_pose_diversity={_diversity}");

    /// <summary>Picks the hero of the next group.</summary>
    /// <param name="members">The group's photos by image id; at least one.</param>
    /// <param name="former">The photo that stood for it before, or null.</param>
    /// <param name="scene">What the pet's larger groups have shown; gets the pose of this one's hero.</param>
    public HeroChoice Select(ReadOnlySpan<GroupMember> members, Guid? former, HeroScene scene)
    {
        var spread = HeroScorer.Spread(members);
        var poses = _diversity > 0 ? Poses(members) : null;
        var scores = new double[members.Length];
        var ranks = new double[members.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = _scorer.Score(members[i], spread, scene.Newest);
            ranks[i] = scene.Shows(poses?[i]) ? Repeated(scores[i]) : scores[i];
        }

        var (hero, reason) = Choose(members, ranks, former);
        scene.Show(poses?[hero]);
        return new HeroChoice(
            new Hero(members[hero].Photo.ImageId, scores[hero], _scorer.Parts(members[hero], spread, scene.Newest), reason),
            Candidates(members, scores, ranks, poses, spread, scene.Newest));
    }

    private (int Hero, HeroReason Reason) Choose(ReadOnlySpan<GroupMember> members, double[] ranks, Guid? former)
    {
        var (best, pinned, before) = (0, -1, -1);
        for (var i = 0; i < ranks.Length; i++)
        {
            if (ranks[i] > ranks[best])
                best = i;
            if (members[i].Photo.IsPinned && (pinned < 0 || ranks[i] > ranks[pinned]))
                pinned = i;
            if (members[i].Photo.ImageId == former)
                before = i;
        }

        if (pinned >= 0)
            return (pinned, HeroReason.Pinned);
        return before >= 0 && before != best && Figures.Round(ranks[best] - ranks[before]) < _hysteresis
            ? (before, HeroReason.Kept)
            : (best, HeroReason.Best);
    }

    /// <summary>One by one the best of the rest; a pose that a better candidate has counts as shown.</summary>
    private HeroCandidate[] Candidates(
        ReadOnlySpan<GroupMember> members, double[] scores, double[] ranks, string?[]? poses, double spread, DateTimeOffset? newest)
    {
        var candidates = new HeroCandidate[Math.Min(_candidates, members.Length)];
        for (var place = 0; place < candidates.Length; place++)
        {
            var best = 0;
            for (var i = 1; i < ranks.Length; i++)
            {
                if (ranks[i] > ranks[best])
                    best = i;
            }

            candidates[place] = new HeroCandidate(members[best].Photo.ImageId, scores[best], _scorer.Parts(members[best], spread, newest));
            ranks[best] = double.NegativeInfinity;
            for (var i = 0; i < ranks.Length && poses?[best] is { } pose; i++)
            {
                if (string.Equals(poses[i], pose, StringComparison.Ordinal))
                    ranks[i] = Math.Min(ranks[i], Repeated(scores[i]));
            }
        }

        return candidates;
    }

    private double Repeated(double score) => score * (1 - _diversity);

    private static string?[] Poses(ReadOnlySpan<GroupMember> members)
    {
        var poses = new string?[members.Length];
        for (var i = 0; i < poses.Length; i++)
            poses[i] = PoseScores.Normalise(members[i].Photo.Pose);
        return poses;
    }
}
