using System.CommandLine;
using MediaClusters.LoadTests.Backfill;
using MediaClusters.LoadTests.Commands;
using MediaClusters.LoadTests.Retention;

var command = new RootCommand("Brings the whole graph up, measures it under load, and tears it down.");
command.Subcommands.Add(RetentionCommand.Create());
var pets = Options.Number("--pets", "How many pets, and how many states of the stub", 1, 10_000, 10_000);
var backfill = new Command("backfill", "Proves the backfill and the import of the stub's states on the whole graph.") { pets };
backfill.SetAction((arguments, cancellationToken) => BackfillProof.RunAsync(arguments.GetValue(pets), seed: 1, cancellationToken));
command.Subcommands.Add(backfill);

// Ctrl+C leaves the graph the time to stop.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
