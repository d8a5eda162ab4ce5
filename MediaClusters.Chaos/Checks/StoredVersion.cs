namespace MediaClusters.Chaos.Checks;

/// <summary>A version as its rows have it, and its body.</summary>
internal sealed record StoredVersion(Guid PetId, long Version, int ClusterCount, int ImageCount, string Metrics, long? RestoredFrom)
{
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required IReadOnlyList<StoredMember> Members { get; init; }

    public required IReadOnlyList<StoredHero> Heroes { get; init; }
}

internal sealed record StoredMember(Guid ImageId, int Group, double Distance, Guid StableId);

internal sealed record StoredHero(Guid ImageId, int Group, double Score);
