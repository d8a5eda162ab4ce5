using System.CommandLine;
using System.CommandLine.Help;

namespace MediaClusters.Evaluation.Commands;

/// <summary>The command line.</summary>
internal static class EvaluationCommands
{
    /// <summary>Does what the arguments ask for.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Measures the clustering engine on pets whose groups are known. Exit codes: 0 done, 1 gate missed or failed, 2 wrong usage, 130 interrupted.")
        {
            EvaluateCommand.Create(),
            GateCommand.Create(),
            StabilityCommand.Create(),
            PictureCommand.Create(),
            BenchCommand.Create(),
            PeakCommand.Create(),
            VersusSklearnCommand.Create(),
            ApproximateCommand.Create(),
            DigestCommand.Create(),
        };
        root.Options.Remove(root.Options.Single(option => option is VersionOption));

        var parsed = root.Parse(arguments);
        if (parsed.Action is not HelpAction && ProblemOf(parsed) is { } problem)
        {
            await error.WriteLineAsync(problem.ReplaceLineEndings(" "));
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) },
                cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message);
            return ExitCodes.Failed;
        }
    }

    // What cannot be understood says more than what is missing because of it.
    private static string? ProblemOf(ParseResult parsed) =>
        parsed.UnmatchedTokens is [var unknown, ..] ? $"Unknown argument: {unknown}" : parsed.Errors is [var error, ..] ? error.Message : null;
}
