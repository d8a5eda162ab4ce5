using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos.History;

/// <summary>Who takes part in a run, and in what.</summary>
/// <param name="Workers">The worker processes' names.</param>
/// <param name="Apis">The API processes' names, in their order.</param>
/// <param name="Pets">The pets.</param>
/// <param name="Kinds">Every kind of fault that shall be injected.</param>
internal sealed record Cast(IReadOnlyList<string> Workers, IReadOnlyList<string> Apis, IReadOnlyList<Guid> Pets, IReadOnlyList<FaultKind> Kinds);
