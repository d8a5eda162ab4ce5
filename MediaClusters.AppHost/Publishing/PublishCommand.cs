using System.Diagnostics;
using System.Reflection;

namespace MediaClusters.AppHost.Publishing;

/// <summary>
/// <c>publish</c>: writes the manifests of every environment, each into a folder of its own. Aspire deploys a resource
/// to one environment in a run, so every environment gets a run of this program with Aspire's own arguments.
/// </summary>
internal static class PublishCommand
{
    private const string Verb = "publish";
    private const string OutputPath = "--output-path";
    private const string DefaultOutputPath = "deploy/out";
    private const int WrongUsage = 2;

    private const string Usage = $"""
        Writes the manifests that deploy the graph: compose/docker-compose.yaml with .env, and a Helm chart in kubernetes/.

          {Verb} [{OutputPath} <folder>] [--{PublishTargets.Key} <compose|kubernetes>] [--{ManagedCache.Key}=true]

          {OutputPath}     the folder to write into; {DefaultOutputPath} unless given
          --{PublishTargets.Key}          one of the environments instead of both
          --{ManagedCache.Key}    Redis by connection string instead of a container
        """;

    // The Aspire CLI talks to the program it started, and waits for it: that run publishes by itself.
    private static bool IsRunByAspire => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ASPIRE_BACKCHANNEL_PATH"));

    /// <summary>The verb, or what <c>aspire publish</c> passes, without an environment that can be published to.</summary>
    public static bool IsMeant(string[] args)
    {
        var copy = args.ToList();

        return args is [Verb, ..]
            || (!IsRunByAspire
                && Arguments.Take(copy, "--operation", out var operation) && string.Equals(operation, Verb, StringComparison.OrdinalIgnoreCase)
                && !(Arguments.Take(copy, $"--{PublishTargets.Key}", out var target) && PublishTargets.TryParse(target, out _)));
    }

    /// <returns>The exit code: 0 when everything was written, 2 for arguments that make no sense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help", StringComparer.Ordinal))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        if (!TryParse(args, out var output, out var targets, out var rest, out var error))
        {
            await Console.Error.WriteLineAsync($"error: {error}{Environment.NewLine}{Usage}");
            return WrongUsage;
        }

        foreach (var target in targets)
        {
            RemoveEarlierTemplates(Path.Combine(output, target.Name()));
            var exitCode = await StartAsync([
                "--operation", Verb, "--step", Verb, OutputPath, Path.Combine(output, target.Name()), $"--{PublishTargets.Key}", target.Name(), .. rest]);

            if (exitCode != 0)
                return exitCode;
        }

        return 0;
    }

    /// <summary>An object that the graph no longer has would be installed with the rest of the chart.</summary>
    private static void RemoveEarlierTemplates(string folder)
    {
        var chart = Path.Combine(folder, "Chart.yaml");
        var templates = Path.Combine(folder, "templates");

        if (Directory.Exists(templates) && File.Exists(chart) && File.ReadLines(chart).Contains($"name: \"{PublishTargets.ChartName}\"", StringComparer.Ordinal))
            Directory.Delete(templates, recursive: true);
    }

    private static bool TryParse(string[] args, out string output, out IReadOnlyList<PublishTarget> targets, out string[] rest, out string? error)
    {
        var left = args.Where((a, i) => i > 0 || a != Verb).ToList();
        output = Path.GetFullPath(DefaultOutputPath);
        targets = PublishTargets.All;
        rest = [];
        error = null;

        foreach (var own in (string[])["--operation", "--step"])
        {
            if (Arguments.Take(left, own, out var value) && !string.Equals(value, Verb, StringComparison.OrdinalIgnoreCase))
                error = $"{own} {value}: this program only knows '{Verb}'.";
        }

        if (Arguments.Take(left, OutputPath, out var path))
        {
            if (string.IsNullOrWhiteSpace(path))
                error = $"{OutputPath} needs a folder.";
            else
                output = Path.GetFullPath(path);
        }

        if (Arguments.Take(left, $"--{PublishTargets.Key}", out var name))
        {
            if (PublishTargets.TryParse(name, out var target))
                targets = [target];
            else
                error = $"--{PublishTargets.Key} {name}: there is {string.Join(" and ", PublishTargets.All.Select(t => t.Name()))}.";
        }

        if (left.Find(a => !a.StartsWith("--", StringComparison.Ordinal) && !FollowsAnOption(left, a)) is { } stray)
            error = $"'{stray}' is not understood.";

        rest = [.. left];
        return error is null;
    }

    private static bool FollowsAnOption(List<string> args, string value)
    {
        var index = args.IndexOf(value);
        return index > 0 && args[index - 1].StartsWith("--", StringComparison.Ordinal) && !args[index - 1].Contains('=', StringComparison.Ordinal);
    }

    private static async Task<int> StartAsync(IEnumerable<string> args)
    {
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        using var process = Process.Start(new ProcessStartInfo(program, [.. self, .. args]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}

/// <summary>Options as .NET's configuration reads them: <c>--name value</c> and <c>--name=value</c>.</summary>
internal static class Arguments
{
    /// <summary>Removes the option; without a value it is null.</summary>
    public static bool Take(List<string> args, string option, out string? value)
    {
        var index = args.FindIndex(a => a == option || a.StartsWith($"{option}=", StringComparison.Ordinal));
        value = null;

        if (index < 0)
            return false;

        if (args[index] != option)
        {
            value = args[index][(option.Length + 1)..];
        }
        else if (index + 1 < args.Count && !args[index + 1].StartsWith("--", StringComparison.Ordinal))
        {
            value = args[index + 1];
            args.RemoveAt(index + 1);
        }

        args.RemoveAt(index);
        return true;
    }
}
