using System.CommandLine;
using MediaClusters.LoadTests.Backfill;
using MediaClusters.LoadTests.Commands;
using MediaClusters.LoadTests.Queue;
using MediaClusters.LoadTests.Reporting.Comparison;
using MediaClusters.LoadTests.Retention;
using MediaClusters.LoadTests.Yardsticks;

var command = LoadCommands.Full();
command.Subcommands.Add(LoadCommands.Gate());
command.Subcommands.Add(LoadCommands.Growth());
command.Subcommands.Add(CompareCommand.Create());
command.Subcommands.Add(RetentionCommand.Create());
command.Subcommands.Add(BackfillCommand.Create());
command.Subcommands.Add(QueueCommand.Create());

// Started by a run, for itself.
var yardstick = new Command("yardstick") { Hidden = true };
yardstick.SetAction((_, cancellationToken) => YardstickServer.RunAsync(cancellationToken));
command.Subcommands.Add(yardstick);

return await CommandLine.InvokeAsync(command, args, Console.Error);
