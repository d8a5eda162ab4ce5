using System.CommandLine;

namespace MediaClusters.LoadTests.Commands;

internal static class CommandLine
{
    private const int Usage = 2;

    /// <returns>The exit code: 2 for arguments that make no sense, else the command's.</returns>
    public static async Task<int> InvokeAsync(RootCommand command, string[] args, TextWriter errors)
    {
        var parsed = command.Parse(args);
        foreach (var error in parsed.Errors)
            await errors.WriteLineAsync(error.Message);

        // Ctrl+C leaves the graph the time to stop.
        return parsed.Errors.Count > 0 ? Usage : await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }
}
