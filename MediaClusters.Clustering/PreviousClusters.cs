namespace MediaClusters.Clustering;

/// <summary>The version a run follows, as far as the engine needs it.</summary>
/// <param name="Groups">Its groups.</param>
/// <param name="Noise">Its photos in no group.</param>
/// <param name="AllowsIncrement">
/// Whether the run may leave groups as they are and let new photos join: the same algorithm with the same parameters made
/// them from embeddings of the same model, and nobody asked for more. Ids go on in either case.
/// </param>
/// <param name="AddedSinceFull">Photos that joined by increments since the last run that was not one.</param>
/// <param name="Version">Its number; names of new groups rest on it, so that none comes back. 0 where it has none.</param>
public sealed record PreviousClusters(
    IReadOnlyList<PreviousGroup> Groups,
    IReadOnlyList<Guid> Noise,
    bool AllowsIncrement = true,
    int AddedSinceFull = 0,
    long Version = 0);

/// <summary>A group of the previous version.</summary>
/// <param name="StableId">Its name across versions.</param>
/// <param name="HeroId">The photo that stood for it.</param>
/// <param name="Members">Its photos, the hero included.</param>
public sealed record PreviousGroup(Guid StableId, Guid HeroId, IReadOnlyList<Guid> Members);
