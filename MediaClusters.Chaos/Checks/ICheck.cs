using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>Judges a run by its history.</summary>
internal interface ICheck
{
    string Name { get; }

    IEnumerable<Violation> Judge(RunHistory history);
}
