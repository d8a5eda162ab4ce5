namespace MediaClusters.Persistence.Rollout;

/// <summary>Whom a feature is asked for.</summary>
public sealed record PetContext(Guid PetId);
