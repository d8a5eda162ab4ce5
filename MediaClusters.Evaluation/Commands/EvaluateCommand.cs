using System.CommandLine;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>evaluate</c>: the table.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var pets = CommonOptions.Pets();
        var heldOut = CommonOptions.HeldOut();
        var strategies = CommonOptions.Strategies(AllContenders.Names);
        var families = CommonOptions.Families();
        var byDimension = new Option<bool>("--by-dimension") { Description = "A row for each dimension of the embeddings" };
        var markdown = CommonOptions.File("--markdown", "Write the table to this file as well");

        var command = new Command("evaluate", "Prints how good each strategy's groups and heroes are, a row for each family of pets.")
        {
            pets, heldOut, strategies, families, byDimension, markdown,
        };
        command.SetAction((arguments, cancellationToken) => Task.Run(
            async () =>
            {
                var plan = new EvaluationPlan(arguments.GetValue(pets), arguments.GetValue(heldOut))
                {
                    Families = CommonOptions.Chosen(arguments.GetValue(families)),
                    ByDimension = arguments.GetValue(byDimension),
                };
                using var progress = new ProgressLine(arguments.InvocationConfiguration.Error);
                var contenders = CommonOptions.Chosen(arguments.GetValue(strategies), AllContenders.Names);
                var table = ScoreTable.Of(new EvaluationRun(plan, progress).Measure(contenders, cancellationToken));

                progress.Dispose();
                await arguments.InvocationConfiguration.Output.WriteAsync(table);
                if (arguments.GetValue(markdown) is { } file)
                    await File.WriteAllTextAsync(file.FullName, table, cancellationToken);
                return ExitCodes.Done;
            },
            cancellationToken));
        return command;
    }
}
