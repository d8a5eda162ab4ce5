using System.CommandLine;
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
    private const int Failed = 1;
    private const int WrongUsage = 2;

    // Aspire's own, which its CLI passes.
    private static readonly Option<string> Operation = new Option<string>("--operation") { Hidden = true }.AcceptOnlyFromAmong(Verb);
    private static readonly Option<string> Step = new Option<string>("--step") { Hidden = true }.AcceptOnlyFromAmong(Verb);
    private static readonly Option<string>[] PassedOn = [new("--environment") { Hidden = true }, new("--log-level") { Hidden = true }, new("--include-exception-details") { Hidden = true }];

    private static readonly Option<string> Output = new("--output-path")
    {
        Description = "The folder to write into",
        DefaultValueFactory = _ => "deploy/out",
    };

    private static readonly Option<string> Target = new Option<string>($"--{PublishTargets.Key}") { Description = "One of the environments instead of both" }
        .AcceptOnlyFromAmong([.. PublishTargets.All.Select(t => t.Name())]);

    private static readonly Option<bool> Managed = new($"--{ManagedCache.Key}") { Description = "Redis by connection string instead of a container" };

    // The Aspire CLI talks to the program it started, and waits for it: that run publishes by itself.
    private static bool IsRunByAspire => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ASPIRE_BACKCHANNEL_PATH"));

    /// <summary>The verb, or what <c>aspire publish</c> passes, without an environment that can be published to.</summary>
    public static bool IsMeant(string[] args)
    {
        if (args is [Verb, ..])
            return true;

        var arguments = new RootCommand { Operation, Target }.Parse(args);
        return !IsRunByAspire
            && string.Equals(Text(arguments, Operation), Verb, StringComparison.OrdinalIgnoreCase)
            && !PublishTargets.TryParse(Text(arguments, Target), out _);
    }

    /// <returns>The exit code: 0 when everything was written, 2 for arguments that make no sense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Writes the manifests that deploy the graph: compose/docker-compose.yaml with .env, and a Helm chart in kubernetes/.")
        {
            Output, Target, Managed, Operation, Step,
        };
        Array.ForEach(PassedOn, command.Add);
        command.SetAction((arguments, token) => PublishAsync(arguments, token));

        var arguments = command.Parse(args is [Verb, .. var rest] ? rest : args);

        if (arguments.Errors.Count == 0)
            return await arguments.InvokeAsync();

        foreach (var error in arguments.Errors)
            await Console.Error.WriteLineAsync($"error: {error.Message}");

        return WrongUsage;
    }

    private static async Task<int> PublishAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var targets = PublishTargets.TryParse(arguments.GetValue(Target), out var only) ? [only] : PublishTargets.All;
        var passedOn = PassedOn.Where(o => arguments.GetValue(o) is not null).SelectMany(o => (string[])[o.Name, arguments.GetValue(o)!]);

        foreach (var target in targets)
        {
            var folder = Path.GetFullPath(Path.Combine(arguments.GetValue(Output)!, target.Name()));

            try
            {
                using var earlier = EarlierTemplates.SetAside(folder);
                var exitCode = await StartAsync(
                    [
                        Operation.Name, Verb, Step.Name, Verb, Output.Name, folder, Target.Name, target.Name(),
                        $"{Managed.Name}={arguments.GetValue(Managed)}", .. passedOn,
                    ],
                    cancellationToken);

                if (exitCode != 0)
                    return exitCode;

                earlier?.Remove();
                ProtectValues(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"error: {folder} cannot be written: {e.Message}");
                return Failed;
            }
        }

        return 0;
    }

    /// <summary>The file where secrets are going to be filled in.</summary>
    private static void ProtectValues(string folder)
    {
        var values = Path.Combine(folder, ".env");

        if (File.Exists(values) && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(values, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string? Text(ParseResult arguments, Option option) => arguments.GetResult(option)?.Tokens is [{ Value: var text }] ? text : null;

    private static async Task<int> StartAsync(IEnumerable<string> args, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        var start = new ProcessStartInfo(program, [.. self, .. args]) { UseShellExecute = false };

        // Nobody is there whom Aspire could ask for a secret that is missing: it would wait for ever.
        start.Environment["ASPIRE_INTERACTIVITY_ENABLED"] = "false";

        using var process = Process.Start(start)!;

        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The terminal's interrupt has reached it as well; whoever sent the signal to this process alone did not.
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return process.ExitCode;
    }
}
