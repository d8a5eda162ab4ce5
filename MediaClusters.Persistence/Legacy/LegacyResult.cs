using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Legacy;

/// <summary>A result on its way to the stub's state.</summary>
/// <param name="PetId">The pet.</param>
/// <param name="Result">What the run found.</param>
/// <param name="InputHash">Of its photos and parameters.</param>
/// <param name="CreatedAt">When it was made, by the database's clock.</param>
/// <param name="Version">The pet's newest version in Postgres; 0 for none.</param>
/// <param name="IsPersisted">Whether the result is that version.</param>
public sealed record LegacyResult(
    Guid PetId,
    ClusteringResult Result,
    ReadOnlyMemory<byte> InputHash,
    DateTimeOffset CreatedAt,
    long Version,
    bool IsPersisted)
{
    /// <summary>False for a version that was restored, whose changes told the step from another one than is before it now.</summary>
    public bool TellsChanges { get; init; } = true;

    /// <param name="claimedAt">When the attempt that writes the state was claimed, by the database's clock.</param>
    /// <param name="qualities">The photos' qualities, where they have one.</param>
    public LegacyState ToState(DateTimeOffset claimedAt, IReadOnlyDictionary<Guid, double> qualities) => new(
        PetId.ToString(),
        [.. Result.Clusters.Select(cluster => ToCluster(cluster, qualities))],
        new(Result.Clusters.Count, Result.ImageCount, Result.Metrics.AverageQuality, CreatedAt),
        CreatedAt,
        new(
            LegacyAddition.SequenceOf(claimedAt),
            Version,
            IsPersisted,
            Result.Algorithm,
            Convert.ToHexStringLower(InputHash.Span),
            Result.Metrics,
            [.. Result.Clusters.Select(cluster => cluster.Hero.Score)],
            [.. Result.Noise.Select(imageId => imageId.ToString())])
        {
            Run = Result.Run,
            Changes = TellsChanges ? Result.Changes : null,
            Heroes = [.. Result.Clusters.Select(cluster => new LegacyHero(cluster.Hero.Reason, cluster.Candidates))],
        });

    private static LegacyCluster ToCluster(Cluster cluster, IReadOnlyDictionary<Guid, double> qualities)
    {
        var members = cluster.Members.Select((member, position) => new LegacyMember(
            member.ImageId.ToString(), 1 - member.Distance, position, qualities.TryGetValue(member.ImageId, out var quality) ? quality : null)).ToArray();
        return new(cluster.StableId.ToString(), cluster.Label, cluster.Hero.ImageId.ToString(), members.Average(member => member.QualityScore), members);
    }
}
