using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Tests.Evaluation.Reports;

/// <summary>The gate itself, on the pets that the command takes: a number of pets chosen here would be a choice of outcome.</summary>
public sealed class GateOnPetsTests
{
    [Fact]
    public void Auto_passes_the_gate_on_held_out_pets()
    {
        var scores = new EvaluationRun(new EvaluationPlan(Gate.Pets, HeldOut: true), new Progress<string>()).Measure(
            [AllContenders.Create(Gate.Strategy), AllContenders.Create(AllContenders.Stub)], CancellationToken.None);

        Gate.Misses(scores).ShouldBeEmpty();
    }
}
