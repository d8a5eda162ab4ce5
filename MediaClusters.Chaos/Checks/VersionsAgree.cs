using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>Members, heroes, snapshot, head and metrics of each version say the same, and are what a recomputation finds; <see cref="VersionAudit"/> looks.</summary>
internal sealed class VersionsAgree : ICheck
{
    public string Name => "versions agree";

    public IEnumerable<Violation> Judge(RunHistory history) =>
        history.Disagreements.Select(disagreement => new Violation(Name, disagreement, []));
}
