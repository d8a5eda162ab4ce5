using System.Globalization;
using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Legacy;

/// <summary>The stub's state as a version of ours.</summary>
/// <param name="Result">Groups and members in the stub's order.</param>
/// <param name="Time">When the stub made it; null when it does not say.</param>
/// <param name="OldIds">The members whose ids, or whose groups' ids, were no UUIDs.</param>
/// <param name="Mended">What the state leaves out or contradicts itself in, and what was done about it.</param>
public sealed record LegacyVersion(
    ClusteringResult Result,
    DateTimeOffset? Time,
    IReadOnlyList<OldMemberId> OldIds,
    IReadOnlyList<LegacyProblem> Mended)
{
    /// <summary>The algorithm of what the stub made.</summary>
    public const string Algorithm = "imported";

    /// <summary>Makes the version, or tells why it cannot be one. Pure.</summary>
    public static (LegacyVersion? Version, LegacyProblem? Problem) From(LegacyState state, Guid namespaceId)
    {
        var mended = new List<LegacyProblem>();
        var oldIds = new List<OldMemberId>();
        var images = new Dictionary<Guid, string>();
        var groups = new HashSet<Guid>();
        var clusters = new List<Cluster>(state.Clusters.Count);
        foreach (var old in state.Clusters)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"clusters[{clusters.Count}]");
            var stableId = LegacyIds.ToUuid(old.Id, namespaceId);
            if (!groups.Add(stableId))
                return (null, new($"{path}.id", "is the UUID of another cluster in other letters"));

            // Spellings of one UUID are different texts.
            foreach (var member in old.Members)
            {
                if (!images.TryAdd(LegacyIds.ToUuid(member.ImageId, namespaceId), member.ImageId))
                    return (null, new($"{path}.members", "hold the UUID of another photo of the state in other letters"));
            }

            clusters.Add(Group(clusters.Count, stableId, old, state.Addition, namespaceId, path, mended));
            oldIds.AddRange(OldIdsOf(old, namespaceId));
        }

        var result = new ClusteringResult(
            state.Addition?.Algorithm ?? Algorithm,
            ImageCount(state, images.Count, mended),
            clusters,
            [.. (state.Addition?.Noise ?? []).Select(id => LegacyIds.ToUuid(id, namespaceId)).Except(images.Keys).Order()],
            new(null, null, null, 0, null))
        {
            Run = state.Addition?.Run,
            Changes = state.Addition?.Changes ?? [],
        };
        var time = state.UpdatedAt ?? state.Metrics.ProcessedAt;
        if (time is null)
            mended.Add(new("updated_at", "is missing, as is metrics.processed_at: the version is dated now"));
        return (new(result with { Metrics = state.Addition?.Metrics ?? Figures(state, result) }, time, oldIds, mended), null);
    }

    private static Cluster Group(
        int index, Guid stableId, LegacyCluster old, LegacyAddition? addition, Guid namespaceId, string path, List<LegacyProblem> mended)
    {
        if (old.Members.Any(member => member.Distance is null))
            mended.Add(new($"{path}.members", "have no score: their distance is 0"));

        var members = old.Members
            .Select(member => (Old: member, New: new ClusterMember(LegacyIds.ToUuid(member.ImageId, namespaceId), member.Distance ?? 0)))
            .OrderBy(member => member.Old.Position ?? int.MaxValue)
            .ToArray();
        if (old.HeroImageId is null)
            mended.Add(new($"{path}.hero_image_id", "is missing: the first member takes its place"));

        var hero = old.HeroImageId is { } id ? members.First(member => string.Equals(member.Old.ImageId, id, StringComparison.Ordinal)) : members[0];
        var score = addition?.HeroScores[index] ?? old.QualityScore;
        if (score is null)
            mended.Add(new($"{path}.quality_score", "is missing: the hero's score is 0"));

        var more = addition?.Heroes.ElementAtOrDefault(index);
        var parts = new HeroScoreParts(hero.Old.QualityScore, Math.Clamp(1 - hero.New.Distance, 0, 1), Pose: null, Recency: null);
        return new(
            index,
            stableId,
            string.IsNullOrWhiteSpace(old.Label) ? string.Create(CultureInfo.InvariantCulture, $"group {index + 1}") : old.Label,
            new(hero.New.ImageId, score ?? 0, parts, more?.Reason ?? HeroReason.Best),
            [.. members.Select(member => member.New)])
        {
            Candidates = more?.Candidates ?? [],
        };
    }

    private static int ImageCount(LegacyState state, int grouped, List<LegacyProblem> mended)
    {
        if (state.Metrics.NumClusters is { } clusters && clusters != state.Clusters.Count)
            mended.Add(new("metrics.num_clusters", string.Create(CultureInfo.InvariantCulture, $"is {clusters}, but there are {state.Clusters.Count}")));
        var least = grouped + (state.Addition?.Noise.Count ?? 0);
        if (state.Metrics.NumImages is not { } images)
            return least;
        if (images >= least)
            return images;
        mended.Add(new("metrics.num_images", string.Create(CultureInfo.InvariantCulture, $"is {images}, but there are {least}")));
        return least;
    }

    // The stub counts the photos in no group, but does not name them.
    private static ClusteringMetrics Figures(LegacyState state, ClusteringResult result)
    {
        var grouped = result.Clusters.Sum(cluster => cluster.Members.Count);
        var scored = state.Clusters.SelectMany(cluster => cluster.Members).All(member => member.Score is not null);
        return new(
            result.ImageCount > 0 ? Math.Round((double)grouped / result.ImageCount, 6) : null,
            Silhouette: null,
            grouped > 0 && scored ? Math.Round(state.Clusters.SelectMany(cluster => cluster.Members).Average(member => member.Score!.Value), 6) : null,
            result.ImageCount - grouped,
            state.Metrics.AvgQuality);
    }

    private static IEnumerable<OldMemberId> OldIdsOf(LegacyCluster old, Guid namespaceId)
    {
        var cluster = LegacyIds.IsUuid(old.Id, out _) ? null : old.Id;
        return old.Members
            .Select(member => new OldMemberId(
                LegacyIds.ToUuid(member.ImageId, namespaceId), LegacyIds.IsUuid(member.ImageId, out _) ? null : member.ImageId, cluster))
            .Where(member => member.Image is not null || member.Cluster is not null);
    }
}

/// <summary>What a member was called before; null where that was a UUID already.</summary>
public sealed record OldMemberId(Guid ImageId, string? Image, string? Cluster);
