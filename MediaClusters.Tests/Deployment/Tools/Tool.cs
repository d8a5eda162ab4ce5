using System.Diagnostics;

namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>A program that eng/tools.sh found or fetched; test.sh hands its place over in the environment.</summary>
internal static class Tool
{
    public const string Helm = "MEDIACLUSTERS_HELM";
    public const string Compose = "MEDIACLUSTERS_COMPOSE";
    public const string PgBackRest = "MEDIACLUSTERS_PGBACKREST";
    public const string PgBouncer = "MEDIACLUSTERS_PGBOUNCER";

    /// <summary>A folder with the types of Kubernetes' API.</summary>
    public const string Kubernetes = "MEDIACLUSTERS_KUBERNETES";

    public const string Prometheus = "MEDIACLUSTERS_PROMETHEUS";
    public const string Promtool = "MEDIACLUSTERS_PROMTOOL";
    public const string Amtool = "MEDIACLUSTERS_AMTOOL";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static string Find(string tool) => Environment.GetEnvironmentVariable(tool) ?? throw new InvalidOperationException($"{tool} is not set.");

    /// <summary>What it wrote to its output. Anything but exit code 0 throws with what it wrote.</summary>
    public static async Task<ToolOutput> RunAsync(
        string tool, string folder, string[] arguments, string input = "", IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(Find(tool), arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What happens to be set on this machine must not fill in for what the published files leave open.
        foreach (var name in start.Environment.Keys.Except(["PATH", "HOME"], StringComparer.Ordinal).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;

        using var limit = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process.StandardInput, input, limit.Token);
            var result = new ToolOutput(await output, await errors);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? result
                : throw new ToolException($"{Path.GetFileName(start.FileName)} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{result.Errors}{result.Text}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static async Task WriteAsync(StreamWriter writer, string input, CancellationToken cancellationToken)
    {
        try
        {
            await using (writer)
                await writer.WriteAsync(input.AsMemory(), cancellationToken);
        }
        catch (IOException)
        {
            // It ended without reading everything; what it wrote says why.
        }
    }
}

internal sealed record ToolOutput(string Text, string Errors);

/// <summary>The tool refused what it was given; the message says why, in its words.</summary>
internal sealed class ToolException(string message) : Exception(message);
