using System.CommandLine;
using MediaClusters.Clustering;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>evaluate</c>: how good the groups and heroes are.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var strategies = CommonOptions.Strategies(AllContenders.Names);
        var byDimension = new Option<bool>("--by-dimension") { Description = "A row for each dimension of the embeddings" };
        var narrow = new Option<bool>("--narrow-cone") { Description = "Halve all distances, as an embedder does that spreads photos less: shows what rests on absolute ones" };
        var strangers = CommonOptions.Distance("--stranger-distance", "How far photos of different groups typically are apart, which strategies are told", new ClusteringOptions().StrangerDistance);
        return TableCommand.Create(
            "evaluate",
            "Prints how good each strategy's groups and heroes are, a row for each family of pets.",
            [strategies, byDimension, narrow, strangers],
            (arguments, plan, progress, cancellationToken) => ScoreTable.Of(
                new EvaluationRun(
                    plan with
                    {
                        ByDimension = arguments.GetValue(byDimension),
                        Families = arguments.GetValue(narrow) ? [.. plan.Families.Select(family => family.Narrowed())] : plan.Families,
                    },
                    progress)
                    .Measure([.. CommonOptions.Chosen(arguments.GetValue(strategies), AllContenders.Names)
                        .Select(name => AllContenders.Create(name, arguments.GetValue(strangers)))], cancellationToken)));
    }
}
