namespace MediaClusters.Clustering.Identity;

/// <summary>A group of the previous version.</summary>
/// <param name="StableId">Its name across versions.</param>
/// <param name="HeroId">The photo that stood for it.</param>
/// <param name="Size">Its photos then.</param>
/// <param name="Present">Positions of those that are still there, ascending.</param>
internal sealed record FormerGroup(Guid StableId, Guid HeroId, int Size, IReadOnlyList<int> Present);
