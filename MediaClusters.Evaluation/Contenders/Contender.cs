using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Contenders;

/// <summary>What is measured: a strategy of the engine, or something to hold it against.</summary>
internal abstract class Contender(string name)
{
    public string Name => name;

    /// <summary>What has to be known or found before the clock starts.</summary>
    /// <returns>The work whose time is taken.</returns>
    public abstract Func<Outcome> Prepare(LabelledPet pet, CancellationToken cancellationToken);

    public override string ToString() => name;
}
