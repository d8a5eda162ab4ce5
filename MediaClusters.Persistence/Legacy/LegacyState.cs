using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Legacy;

/// <summary>
/// A pet's state as the stub that this service replaces keeps it in Redis (<see cref="LegacyKeys"/>). Ids are whatever
/// the stub was given; <see cref="LegacyIds"/> makes UUIDs of them. What the stub may leave out is null.
/// </summary>
/// <param name="PetId">The pet.</param>
/// <param name="Clusters">The groups, in the stub's order.</param>
/// <param name="Metrics">Figures of the whole run.</param>
/// <param name="UpdatedAt">When the state was written.</param>
/// <param name="Addition">What this service adds; null in a state that the stub wrote.</param>
public sealed record LegacyState(
    string PetId,
    IReadOnlyList<LegacyCluster> Clusters,
    LegacyMetrics Metrics,
    DateTimeOffset? UpdatedAt,
    LegacyAddition? Addition = null);

/// <summary>One group of photos; it has at least one member, and its hero is one of them.</summary>
/// <param name="Id">Names the group.</param>
/// <param name="Label">A name for people.</param>
/// <param name="HeroImageId">The photo that stands for the group.</param>
/// <param name="QualityScore">Mean quality of the photos, in [0, 1].</param>
/// <param name="Members">The photos in the stub's order; no photo is in the state twice.</param>
public sealed record LegacyCluster(string Id, string? Label, string? HeroImageId, double? QualityScore, IReadOnlyList<LegacyMember> Members);

/// <summary>A photo in a group.</summary>
/// <param name="ImageId">The photo.</param>
/// <param name="Score">Similarity to its group, in [-1, 1]: 1 less the cosine distance.</param>
/// <param name="Position">Place within the group, from 0.</param>
/// <param name="QualityScore">The photo's own quality, in [0, 1].</param>
public sealed record LegacyMember(string ImageId, double? Score, int? Position, double? QualityScore)
{
    /// <summary>Cosine distance to the group, in [0, 2].</summary>
    public double? Distance => Score is { } score ? Math.Clamp(1 - score, 0, 2) : null;
}

/// <summary>Figures of a run.</summary>
public sealed record LegacyMetrics(int? NumClusters, int? NumImages, double? AvgQuality, DateTimeOffset? ProcessedAt);

/// <summary>What this service writes beside the stub's fields, so that nothing of a result is lost; the stub ignores it.</summary>
/// <param name="Sequence">When the attempt that wrote the state was claimed, in microseconds by the database's clock: an older attempt never replaces a newer one's state.</param>
/// <param name="Version">The pet's newest version in Postgres when the state was written; 0 for none.</param>
/// <param name="IsPersisted">Whether the result is that version; otherwise it is newer and in Redis alone.</param>
/// <param name="Algorithm">The strategy that made the result.</param>
/// <param name="InputHash">Of the photos and parameters, in lower-case hex.</param>
/// <param name="Metrics">Figures of the run.</param>
/// <param name="HeroScores">The heroes' scores, in the order of the groups.</param>
/// <param name="Noise">Photos in no group.</param>
public sealed record LegacyAddition(
    long Sequence,
    long Version,
    bool IsPersisted,
    string Algorithm,
    string InputHash,
    ClusteringMetrics Metrics,
    IReadOnlyList<double> HeroScores,
    IReadOnlyList<string> Noise)
{
    /// <summary>How the run came to the result; null in a state of an earlier release, which has none of what follows either.</summary>
    public ClusteringRun? Run { get; init; }

    /// <summary>What became of the groups of the result before; null where that is not known.</summary>
    public IReadOnlyList<GroupChange>? Changes { get; init; }

    /// <summary>More about the heroes, in the order of the groups; as many as there are groups, or none.</summary>
    public IReadOnlyList<LegacyHero> Heroes { get; init; } = [];

    internal static long SequenceOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>Why a group's hero is its hero, and who else might be.</summary>
public sealed record LegacyHero(HeroReason Reason, IReadOnlyList<HeroCandidate> Candidates);
