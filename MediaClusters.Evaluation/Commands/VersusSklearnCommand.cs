using System.CommandLine;
using System.Globalization;
using MediaClusters.Clustering;
using MediaClusters.Evaluation.Benchmarks;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>versus-sklearn</c>: whole runs of this engine beside scikit-learn's clustering and silhouette.</summary>
internal static class VersusSklearnCommand
{
    private const double Epsilon = 0.15;
    private const int MinSamples = 2;

    /// <summary>How many times faster than scikit-learn a run must be at least, by photos.</summary>
    internal static IReadOnlyDictionary<int, double> Goals { get; } = new Dictionary<int, double> { [100] = 10, [500] = 5, [2_000] = 5 };

    public static Command Create()
    {
        var rounds = CommonOptions.Number("--rounds", "Runs of each engine a pet, after warming up", 20, 1_000, 20);
        var check = new Option<bool>("--check") { Description = "Exit with 1 when the default strategy misses a goal" };
        var python = new Option<string>("--python") { Description = "The interpreter that has scikit-learn", DefaultValueFactory = _ => "/usr/bin/python3" };
        var dimensions = CommonOptions.Number("--dimensions", "Length of the embeddings", 1, 4_096, 384);
        var strategies = CommonOptions.Names(
            "--strategy",
            $"Measure only this one of {string.Join(", ", AllContenders.Strategies)}; may be given several times; the default one and dbscan otherwise",
            AllContenders.Strategies);

        var command = new Command("versus-sklearn", "Times whole runs beside scikit-learn's DBSCAN and silhouette on the same vectors, both on one core.")
        {
            rounds, check, python, dimensions, strategies,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            SingleCore.Pin();
            var own = new ClusteringOptions().Strategy;
            var chosen = arguments.GetValue(strategies) is { Length: > 0 } names ? names : [own, "dbscan"];
            var (output, error) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
            var pets = BenchmarkPets.Counts.Select(count => BenchmarkPets.Photos(count, arguments.GetValue(dimensions))).ToArray();
            try
            {
                using var engine = new SklearnEngine(arguments.GetRequiredValue(python));
                foreach (var pet in pets)
                    await engine.AddAsync(pet, cancellationToken);
                var (versions, theirs) = await engine.RunAsync(arguments.GetValue(rounds), Epsilon, MinSamples, cancellationToken);

                var rows = chosen.Distinct(StringComparer.Ordinal)
                    .SelectMany(strategy => pets.Zip(theirs, (pet, their) => Compare(strategy, pet, their, arguments.GetValue(rounds), cancellationToken)))
                    .ToArray();
                await output.WriteLineAsync($"scikit-learn {versions.Sklearn}, numpy {versions.Numpy}, {versions.Blas}, one thread\n");
                await output.WriteAsync(Write(rows).ToString());

                var missed = rows.Where(row => string.Equals(row.Strategy, own, StringComparison.Ordinal) && row.Ratio < row.Goal).ToArray();
                if (!arguments.GetValue(check) || missed.Length == 0)
                    return ExitCodes.Done;
                await error.WriteLineAsync($"Slower than the goal at {string.Join(", ", missed.Select(row => row.Theirs.Photos))} photos.");
                return ExitCodes.Failed;
            }
            catch (SklearnMissingException missing)
            {
                await error.WriteLineAsync($"scikit-learn cannot be measured ({missing.Message}): on Debian, apt-get install python3-sklearn libopenblas0-pthread.");
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static Comparison Compare(string strategy, IReadOnlyList<Photo> pet, SklearnTiming theirs, int rounds, CancellationToken cancellationToken)
    {
        var clusterer = new PetClusterer(new ClusteringOptions { Strategy = strategy, Epsilon = Epsilon, MinSamples = MinSamples });
        var ours = Timing.Of(() => clusterer.Cluster(pet, previous: null, cancellationToken), rounds, TimeSpan.FromMilliseconds(500), cancellationToken);
        return new Comparison(strategy, theirs, ours, clusterer.Cluster(pet, previous: null, cancellationToken).Clusters.Count);
    }

    private static Table Write(IEnumerable<Comparison> rows)
    {
        var table = new Table("strategy", "photos", "dimensions", "sklearn: DBSCAN ms", "silhouette ms", "total ms", "groups", "ours p50 ms", "p95 ms", "groups", "ratio", "goal");
        foreach (var row in rows)
        {
            table.Add(
                row.Strategy,
                Text(row.Theirs.Photos),
                Text(row.Theirs.Dimensions),
                Table.Figure(row.Theirs.Cluster),
                Table.Figure(row.Theirs.Silhouette),
                Table.Figure(row.Theirs.Total),
                Text(row.Theirs.Groups),
                Table.Figure(row.Ours.Median),
                Table.Figure(row.Ours.P95),
                Text(row.Groups),
                row.Ratio.ToString("0.0", CultureInfo.InvariantCulture),
                row.Goal > 0 ? row.Goal.ToString(CultureInfo.InvariantCulture) : "–");
        }

        return table;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Comparison(string Strategy, SklearnTiming Theirs, Timing Ours, int Groups)
    {
        public double Ratio => Theirs.Total / Ours.Median;

        public double Goal => Goals.GetValueOrDefault(Theirs.Photos);
    }
}
