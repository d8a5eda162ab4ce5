using System.CommandLine;
using MediaClusters.LoadTests.Commands;

namespace MediaClusters.LoadTests.Backfill;

internal static class BackfillCommand
{
    public static Command Create()
    {
        var pets = Options.Number("--pets", "How many pets, and how many states of the stub", 1, 10_000, 10_000);
        var command = new Command("backfill", "Proves the backfill and the import of the stub's states on the whole graph.") { pets };
        command.SetAction((arguments, cancellationToken) => BackfillProof.RunAsync(arguments.GetValue(pets), seed: 1, cancellationToken));
        return command;
    }
}
