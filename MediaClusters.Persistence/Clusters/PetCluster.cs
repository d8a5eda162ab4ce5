namespace MediaClusters.Persistence.Clusters;

/// <summary>A row of <c>pet_clusters</c>: one clustering run, which is one version of a pet.</summary>
internal sealed class PetCluster
{
    public Guid Id { get; init; }

    public Guid PetId { get; init; }

    public long Version { get; init; }

    public int ClusterCount { get; init; }

    public int ImageCount { get; init; }

    public required string Metrics { get; init; }

    public required string Algorithm { get; init; }

    /// <summary>The parameters that made it, in the engine's canonical form; null where they are not known.</summary>
    public string? Parameters { get; init; }

    /// <summary>The embedding model of the photos; null where it is not known or there were none.</summary>
    public string? Model { get; init; }

    public required byte[] InputHash { get; init; }

    /// <summary>A JSON array of what became of the groups of the version before; null where that is not known.</summary>
    public string? Changes { get; init; }

    /// <summary>The job that wrote it; jobs are removed before versions, so it may point nowhere.</summary>
    public Guid? JobId { get; init; }

    /// <summary>The version this one repeats; null for one that was computed.</summary>
    public long? RestoredFrom { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A row of <c>cluster_members</c>: a photo in a group of a version.</summary>
internal sealed class ClusterMemberRow
{
    public Guid ClusterId { get; init; }

    public Guid ImageId { get; init; }

    public int ClusterIndex { get; init; }

    public double Distance { get; init; }

    public required string Metadata { get; init; }
}

/// <summary>A row of <c>cluster_heroes</c>: the photo that stands for a group of a version.</summary>
internal sealed class ClusterHeroRow
{
    public Guid ClusterId { get; init; }

    public Guid ImageId { get; init; }

    public int ClusterIndex { get; init; }

    public double Score { get; init; }

    public required string ScoreParts { get; init; }

    /// <summary>Why it is this photo; null where that is not known.</summary>
    public string? Reason { get; init; }

    /// <summary>A JSON array of the photos with the best scores, best first, with the parts of their scores; null where there are none.</summary>
    public string? Candidates { get; init; }

    public DateTimeOffset SelectedAt { get; init; }
}

/// <summary>A row of <c>cluster_snapshots</c>: the exact response body of a version, compressed.</summary>
internal sealed class ClusterSnapshot
{
    public Guid ClusterId { get; init; }

    public required byte[] Payload { get; init; }

    public required string Encoding { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
