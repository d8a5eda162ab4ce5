using System.CommandLine;
using MediaClusters.LoadTests.Runs;
using MediaClusters.LoadTests.Runs.Parts;

namespace MediaClusters.LoadTests.Commands;

/// <summary>The runs that measure the whole graph.</summary>
internal static class LoadCommands
{
    private const int GrowthFactor = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    /// <summary>Everything.</summary>
    public static RootCommand Full()
    {
        var (seed, seconds, pets, output) = (Options.Seed(), Seconds(5), Options.Number("--pets", "Pets with a version and photos; growth is measured at a tenth and at ten times as many", 100, 100_000, 10_000), Options.Output());
        var only = Options.Names("--only", "Measure only these parts, and no growth", [.. LoadPart.All.Select(part => part.Name)]);
        var page = Options.Page();
        var noGrowth = new Option<bool>("--no-growth") { Description = "Leave growth out" };
        var command = new RootCommand("Brings the whole graph up, measures it under load beside its yardsticks, and tears it down.") { seed, seconds, pets, only, noGrowth, output, page };
        command.SetAction((arguments, cancellationToken) =>
        {
            var (count, chosen) = (arguments.GetValue(pets), arguments.GetValue(only) ?? []);
            var settings = new RunSettings(arguments.GetValue(seed), count, count, Math.Min(count, 1_000), TimeSpan.FromSeconds(arguments.GetValue(seconds)), WarmUp, JobRate: 100, StartUps: 5);
            return LoadRun.RunAsync(
                new(
                    "MediaClusters under load",
                    settings,
                    [.. LoadPart.All.Where(part => chosen.Length == 0 || chosen.Contains(part.Name, StringComparer.Ordinal))],
                    arguments.GetValue(noGrowth) || chosen.Length > 0 ? [] : Sizes(count),
                    GoalLimits.Aim) { Page = arguments.GetValue(page)?.FullName },
                arguments.GetValue(output)!.FullName,
                cancellationToken);
        });
        return command;
    }

    /// <summary>What CI runs.</summary>
    public static Command Gate()
    {
        var (seed, seconds, output) = (Options.Seed(), Seconds(3), Options.Output());
        var command = new Command("gate", "Measures what the goals are about for a few seconds each, and fails when a share of a yardstick is far too small.") { seed, seconds, output };
        command.SetAction((arguments, cancellationToken) => LoadRun.RunAsync(
            new(
                "MediaClusters' load gate",
                new(arguments.GetValue(seed), Pets: 10_000, WithPhotos: 500, HundredPhotos: 300, TimeSpan.FromSeconds(arguments.GetValue(seconds)), WarmUp / 2, JobRate: 30, StartUps: 3),
                [.. LoadPart.All.Where(part => LoadPart.OfGate.Contains(part.Name))],
                [],
                GoalLimits.Gate),
            arguments.GetValue(output)!.FullName,
            cancellationToken));
        return command;
    }

    public static Command Growth()
    {
        var (seed, seconds, pets, output) = (Options.Seed(), Seconds(5), Options.Number("--pets", "The middle size; the others are a tenth and ten times as many", 100, 100_000, 10_000), Options.Output());
        var command = new Command("growth", "Measures the same reads with ever more pets in the database.") { seed, seconds, pets, output };
        command.SetAction((arguments, cancellationToken) => LoadRun.RunAsync(
            new(
                "MediaClusters with ever more pets",
                new(arguments.GetValue(seed), arguments.GetValue(pets), WithPhotos: 0, HundredPhotos: 0, TimeSpan.FromSeconds(arguments.GetValue(seconds)), WarmUp, JobRate: 0, StartUps: 0),
                [],
                Sizes(arguments.GetValue(pets)),
                GoalLimits.Aim),
            arguments.GetValue(output)!.FullName,
            cancellationToken));
        return command;
    }

    private static int[] Sizes(int pets) => [pets / GrowthFactor, pets, pets * GrowthFactor];

    private static Option<int> Seconds(int byDefault) => Options.Number("--seconds", "How long each load is measured", 1, 3_600, byDefault);
}
