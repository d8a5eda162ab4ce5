namespace MediaClusters.Persistence.Clusters;

/// <summary>Another version was written after the one a result follows: its groups' ids would go on from the wrong one.</summary>
public sealed class HeadMovedException(Guid petId, long follows, long latest)
    : Exception($"Pet {petId} is at version {latest}; the result follows version {follows}");
