using System.CommandLine;
using BenchmarkDotNet.Running;
using MediaClusters.Evaluation.Benchmarks;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>bench</c>: BenchmarkDotNet on the engine and its parts.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var suites = CommonOptions.Names("--suite", $"Only this one of {string.Join(", ", BenchmarkPlan.Suites.Keys)}; may be given several times", [.. BenchmarkPlan.Suites.Keys]);
        var artifacts = CommonOptions.Folder("--artifacts", "The folder that gets reports and logs", "BenchmarkDotNet.Artifacts");

        var command = new Command("bench", "Times whole runs, distances and the silhouette for every size, dimension and strategy, on one core.") { suites, artifacts };

        // BenchmarkDotNet cannot be asked to stop: it is left to end with the process.
        command.SetPinnedWork((arguments, cancellationToken) =>
            Task.Run(() => Run(arguments.GetValue(suites), arguments.GetRequiredValue(artifacts)), cancellationToken).WaitAsync(cancellationToken));
        return command;
    }

    private static int Run(string[]? suites, DirectoryInfo artifacts)
    {
        var chosen = suites is { Length: > 0 } ? suites : [.. BenchmarkPlan.Suites.Keys];
        var summaries = BenchmarkRunner.Run(
            [.. chosen.Distinct(StringComparer.Ordinal).Select(name => BenchmarkPlan.Suites[name])],
            BenchmarkPlan.Config(artifacts.FullName));
        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success))
            ? ExitCodes.Done
            : ExitCodes.Failed;
    }
}
