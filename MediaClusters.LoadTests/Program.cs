using System.CommandLine;
using MediaClusters.LoadTests;
using MediaClusters.LoadTests.Backfill;
using MediaClusters.LoadTests.Retention;

var connections = Count("--connections", 32, "How many callers wait for an answer at any time");
var seconds = Count("--seconds", 5, "How long each scenario is measured");
var seed = new Option<int>("--seed") { Description = "Decides which pets are asked for, and in which order", DefaultValueFactory = _ => 1 };

var command = new RootCommand("Brings the whole graph up, measures its read paths under load, and tears it down.") { connections, seconds, seed };
command.SetAction((arguments, cancellationToken) => LoadRun.RunAsync(
    new(arguments.GetValue(connections), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(seed)),
    cancellationToken));

command.Subcommands.Add(RetentionCommand.Create());
var pets = Count("--pets", 10_000, "How many pets, and how many states of the stub");
var backfill = new Command("backfill", "Proves the backfill and the import of the stub's states on the whole graph.") { pets };
backfill.SetAction((arguments, cancellationToken) => BackfillProof.RunAsync(arguments.GetValue(pets), seed: 1, cancellationToken));
command.Subcommands.Add(backfill);

// Ctrl+C leaves the graph the time to stop.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });

static Option<int> Count(string name, int byDefault, string description) => new(name)
{
    Description = description,
    DefaultValueFactory = _ => byDefault,
    CustomParser = argument =>
    {
        if (argument.Tokens is [{ Value: var text }] && int.TryParse(text, out var count) && count is > 0 and <= 10_000)
            return count;
        argument.AddError($"{name} must be a number from 1 to 10000.");
        return 0;
    },
};
