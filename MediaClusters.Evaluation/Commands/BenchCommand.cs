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
        var artifacts = new Option<DirectoryInfo>("--artifacts")
        {
            Description = "The folder that gets reports and logs",
            DefaultValueFactory = _ => new DirectoryInfo("BenchmarkDotNet.Artifacts"),
        };

        var command = new Command("bench", "Times whole runs, distances and the silhouette for every size, dimension and strategy, on one core.") { suites, artifacts };
        command.SetAction(arguments =>
        {
            SingleCore.Pin();
            var chosen = arguments.GetValue(suites) is { Length: > 0 } names ? names : [.. BenchmarkPlan.Suites.Keys];
            var config = BenchmarkPlan.Config(arguments.GetRequiredValue(artifacts).FullName);
            var summaries = BenchmarkRunner.Run([.. chosen.Distinct(StringComparer.Ordinal).Select(name => BenchmarkPlan.Suites[name])], config);
            return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success))
                ? ExitCodes.Done
                : ExitCodes.Failed;
        });
        return command;
    }
}
