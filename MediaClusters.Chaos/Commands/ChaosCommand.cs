using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos.Commands;

/// <summary>The command line: 0 without violations, 1 with, 2 for arguments that make no sense.</summary>
internal static class ChaosCommand
{
    /// <summary>Heeded by workers of a Debug build alone.</summary>
    private const string WithoutFencing = "MEDIACLUSTERS_WITHOUT_FENCING";

    private const int Usage = 2;

    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var parsed = Create(output, errors).Parse(args);
        foreach (var error in parsed.Errors)
            await errors.WriteLineAsync(error.Message);

        // Ctrl+C leaves the cluster the time to end.
        return parsed.Errors.Count > 0 ? Usage : await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }

    private static RootCommand Create(TextWriter output, TextWriter errors)
    {
        var seconds = Number("--seconds", "How long faults are injected", 5, 24 * 3600, 75);
        var seed = Number("--seed", "Decides faults, pets and requests", 0, int.MaxValue, 1);
        var rate = Number("--rate", "Requests a second", 1, 1_000, ChaosPlan.DefaultRate);
        var pets = Number("--pets", "Pets", 1, 5_000, ChaosPlan.DefaultPets);
        var only = new Option<FaultKind[]>("--only")
        {
            Description = $"Only these faults: {string.Join(", ", FaultNames.All)}",
            HelpName = "KIND,...",
            CustomParser = ParseKinds,
        };
        var withoutFencing = new Option<bool>("--without-fencing") { Description = "Take the fence out of the workers' writes: the run has to fail. Takes a Debug build" };
        var folder = new Option<string>("--output") { Description = "Where the report goes, and on violations the history", HelpName = "FOLDER", DefaultValueFactory = _ => "chaos-report" };
        var command = new RootCommand("Runs the product's processes under faults and callers, and judges what everybody saw.") { seconds, seed, rate, pets, only, withoutFencing, folder };
        command.Validators.Add(result =>
        {
            if (result.GetValue(withoutFencing) && !IsDebug)
                result.AddError("--without-fencing takes a Debug build: there is no way to remove the fence from a Release build.");
        });
        command.SetAction(async (arguments, cancellationToken) => await RunAsync(
            new()
            {
                Seed = arguments.GetValue(seed),
                Duration = TimeSpan.FromSeconds(arguments.GetValue(seconds)),
                Rate = arguments.GetValue(rate),
                Pets = arguments.GetValue(pets),
                Only = arguments.GetValue(only) ?? [],
                WithoutFencing = arguments.GetValue(withoutFencing),
            },
            arguments.GetValue(folder)!,
            output,
            errors,
            cancellationToken));
        return command;
    }

    private static bool IsDebug =>
#if DEBUG
        true;
#else
        false;
#endif

    private static async Task<int> RunAsync(ChaosPlan plan, string folder, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        // First of all, so that whatever becomes of the run, what is there is of it, and it can be repeated.
        await output.WriteLineAsync(plan.Command);
        ReportFiles.Prepare(folder);
        var settings = new ChaosSettings { LogFolder = Path.Combine(folder, "logs") };
        if (plan.WithoutFencing)
            settings = settings with { WorkerVariables = new Dictionary<string, string>(StringComparer.Ordinal) { [WithoutFencing] = "1" } };
        await using var cluster = await ChaosCluster.StartAsync(settings, cancellationToken);
        var report = await new ChaosRun(plan, cluster, output).RunAsync(cancellationToken);
        await ReportFiles.WriteAsync(report, folder, cancellationToken);
        await output.WriteAsync(ReportText.Of(report));
        if (report.Violations.Count == 0)
            return 0;

        await errors.WriteLineAsync($"{report.Violations.Count} violations. History: {ReportFiles.HistoryFile(folder)}. To repeat: {plan.Command}");
        return 1;
    }

    private static Option<int> Number(string name, string description, int least, int most, int byDefault) => new(name)
    {
        Description = $"{description}, {least} to {most}",
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            if (argument.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            argument.AddError($"{name} must be a number from {least} to {most}.");
            return byDefault;
        },
    };

    private static FaultKind[] ParseKinds(ArgumentResult argument)
    {
        var names = argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
        if (names.FirstOrDefault(name => FaultNames.Find(name) is null) is { } unknown)
            argument.AddError($"--only: there is no '{unknown}'; there are {string.Join(", ", FaultNames.All)}.");
        return [.. names.Select(FaultNames.Find).OfType<FaultKind>()];
    }
}
