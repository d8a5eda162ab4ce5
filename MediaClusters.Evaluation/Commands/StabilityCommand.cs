using System.CommandLine;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Identity;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>stability</c>: whether groups keep their ids.</summary>
internal static class StabilityCommand
{
    public static Command Create()
    {
        var strategies = CommonOptions.Strategies(AllContenders.Strategies);
        return TableCommand.Create(
            "stability",
            "Prints the share of photos whose group keeps its id when photos come or the embedder changes.",
            [strategies],
            (arguments, plan, progress, cancellationToken) => StabilityTable.Of(
                new StabilityRun(plan, progress).Measure(CommonOptions.Chosen(arguments.GetValue(strategies), AllContenders.Strategies), cancellationToken)));
    }
}
