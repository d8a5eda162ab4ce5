using System.CommandLine;
using System.Globalization;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>gate</c>: whether the default strategy is good enough to ship.</summary>
internal static class GateCommand
{
    public static Command Create()
    {
        var pets = CommonOptions.Pets(Gate.Pets);
        var tuning = new Option<bool>("--tuning") { Description = "Take the tuning seeds: tells who tunes where it stands, and nothing about other pets" };
        var command = new Command("gate", "Fails, and says by how much, when auto is not good enough on held-out pets or anywhere worse than the stub in purity, ARI or hero precision.") { pets, tuning };
        command.SetWork(async (arguments, cancellationToken) =>
        {
            var (output, error) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
            if (!AllContenders.Strategies.Contains(Gate.Strategy, StringComparer.Ordinal))
            {
                await error.WriteLineAsync($"The engine has no strategy {Gate.Strategy}.");
                return ExitCodes.Failed;
            }

            var plan = new EvaluationPlan(arguments.GetValue(pets), HeldOut: !arguments.GetValue(tuning));
            IReadOnlyList<FamilyScore> scores;
            using (var progress = new ProgressLine(error))
            {
                scores = new EvaluationRun(plan, progress).Measure(
                    [AllContenders.Create(Gate.Strategy), AllContenders.Create(AllContenders.Stub)], cancellationToken);
            }

            await output.WriteAsync(ScoreTable.Of(scores));
            return await SayAsync(Gate.Misses(scores), output, error);
        });
        return command;
    }

    private static async Task<int> SayAsync(IReadOnlyList<string> misses, TextWriter output, TextWriter error)
    {
        if (misses.Count == 0)
        {
            await output.WriteLineAsync("The gate is passed.");
            return ExitCodes.Done;
        }

        foreach (var miss in misses)
            await error.WriteLineAsync(miss);
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The gate is missed in {misses.Count} {(misses.Count == 1 ? "figure" : "figures")}."));
        return ExitCodes.Failed;
    }
}
