using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MediaClusters.Clustering;
using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Benchmarks;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>approximate</c>: what large pets lose by samples.</summary>
internal static class ApproximateCommand
{
    private const int MostExact = 10_000;

    public static Command Create()
    {
        var own = new ClusteringOptions().Strategy;
        var counts = new Option<int[]>("--photos") { Description = "Sizes of the pets; up to 10,000 the exact run stands beside", DefaultValueFactory = _ => [10_000, 20_000, 50_000] };
        var exact = CommonOptions.Number("--exact", "Photos of a sample", 2, MostExact, new ClusteringOptions().ExactPhotos);
        var dimensions = CommonOptions.Number("--dimensions", "Length of the embeddings", CommonOptions.LeastDimensions, 4_096, 384);
        var strategies = CommonOptions.Names("--strategy", $"This one of {string.Join(", ", AllContenders.Strategies)} instead of {own}", AllContenders.Strategies);
        counts.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 2 or > 50_000))
                result.AddError("--photos must be numbers from 2 to 50000.");
        });

        var command = new Command("approximate", "Prints what the approximate path keeps of the exact one's pairs, which of its own the exact one has, how well it does against the truth, and how long it takes.")
        {
            counts, exact, dimensions, strategies,
        };
        command.SetPinnedWork(async (arguments, cancellationToken) =>
        {
            var table = new Table("strategy", "photos", "true groups", "groups", "ms", "ARI", "exact: groups", "ms", "ARI", "pairs kept", "pairs right");
            foreach (var strategy in arguments.GetValue(strategies) is { Length: > 0 } names ? names : [own])
            {
                foreach (var count in arguments.GetRequiredValue(counts))
                    Add(table, strategy, count, arguments.GetValue(exact), arguments.GetValue(dimensions), cancellationToken);
            }

            await arguments.InvocationConfiguration.Output.WriteAsync(table.ToString());
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Add(Table table, string strategy, int count, int exactPhotos, int dimensions, CancellationToken cancellationToken)
    {
        var pet = BenchmarkPets.Large(count, dimensions);
        var (approximate, time) = Run(pet.Photos, new ClusteringOptions { Strategy = strategy, ExactPhotos = exactPhotos }, cancellationToken);
        string[] beside = ["–", "–", "–", "–", "–"];
        if (count <= MostExact)
        {
            var (exact, exactTime) = Run(pet.Photos, new ClusteringOptions { Strategy = strategy, ExactPhotos = MostExact }, cancellationToken);
            beside =
            [
                Text(exact.Distinct().Count(label => label >= 0)),
                exactTime.ToString("0", CultureInfo.InvariantCulture),
                Table.Figure(AdjustedRandIndex.Between([.. pet.Groups], exact)),
                Table.Figure(PairRecall.Of(exact, approximate)),
                Table.Figure(PairRecall.Of(approximate, exact)),
            ];
        }

        table.Add(
        [
            strategy, Text(count), Text(pet.Groups.Distinct().Count(group => group >= 0)), Text(approximate.Distinct().Count(label => label >= 0)),
            time.ToString("0", CultureInfo.InvariantCulture), Table.Figure(AdjustedRandIndex.Between([.. pet.Groups], approximate)), .. beside,
        ]);
    }

    private static (int[] Labels, double Milliseconds) Run(IReadOnlyList<Photo> photos, ClusteringOptions options, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var result = new PetClusterer(options).Cluster(photos, previous: null, cancellationToken);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var groupOf = result.Clusters.SelectMany(cluster => cluster.Members.Select(member => (member.ImageId, cluster.Index))).ToDictionary(member => member.ImageId, member => member.Index);
        return ([.. photos.Select(photo => groupOf.GetValueOrDefault(photo.ImageId, -1))], time);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
