using System.CommandLine;

namespace MediaClusters.LoadTests.Retention;

/// <param name="Pets">Each with a recent version, its latest, and old ones.</param>
/// <param name="OldVersions">Of each pet; 17 rows each.</param>
/// <param name="Rate">Reads a second.</param>
/// <param name="Duration">How long is measured before and after.</param>
/// <param name="Seed">Decides which pets are read, and in which order.</param>
internal sealed record RetentionSettings(int Pets, int OldVersions, int Rate, TimeSpan Duration, int Seed);

internal static class RetentionCommand
{
    public static Command Create()
    {
        var pets = new Option<int>("--pets") { Description = "Pets with a recent version each", DefaultValueFactory = _ => 10_000 };
        var versions = new Option<int>("--old-versions") { Description = "Old versions of each pet, of 17 rows each", DefaultValueFactory = _ => 6 };
        var rate = new Option<int>("--rate") { Description = "Reads a second", DefaultValueFactory = _ => 300 };
        var seconds = new Option<int>("--seconds") { Description = "How long is measured before and after", DefaultValueFactory = _ => 60 };
        var seed = new Option<int>("--seed") { Description = "Decides which pets are read, and in which order", DefaultValueFactory = _ => 1 };
        foreach (var option in (Option<int>[])[pets, versions, rate, seconds])
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
                    result.AddError($"{option.Name} must be a number from 1 to 100000.");
            });
        }

        var command = new Command("retention", "Shows what removing a million old rows does to the waiting time of reads.") { pets, versions, rate, seconds, seed };
        command.SetAction((arguments, cancellationToken) => RetentionProof.RunAsync(
            new(arguments.GetValue(pets), arguments.GetValue(versions), arguments.GetValue(rate), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(seed)),
            cancellationToken));
        return command;
    }
}
