using System.CommandLine;
using MediaClusters.LoadTests.Reporting.Json;

namespace MediaClusters.LoadTests.Reporting.Comparison;

internal static class CompareCommand
{
    private const int Usage = 2;

    public static Command Create()
    {
        var old = new Argument<FileInfo>("old") { Description = $"The {ReportFiles.Json} of a run" };
        var now = new Argument<FileInfo>("new") { Description = $"The {ReportFiles.Json} of a later one" };
        var command = new Command("compare", "Prints what became of the rate and the 99th percentile of each load from one run to another.") { old, now };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                var before = await ReadAsync(arguments.GetRequiredValue(old), cancellationToken);
                var after = await ReadAsync(arguments.GetRequiredValue(now), cancellationToken);
                ReportComparison.Write(arguments.InvocationConfiguration.Output, before, after);
                return 0;
            }
            catch (InvalidDataException problem)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync(ConsoleText.Clean(problem.Message));
                return Usage;
            }
        });
        return command;
    }

    private static async Task<ReportDocument> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return ReportDocument.Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file}: {problem.Message}", problem);
        }
    }
}
