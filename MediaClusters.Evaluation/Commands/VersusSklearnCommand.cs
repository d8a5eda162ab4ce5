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

    // The engines take turns, so that a noisy minute does not meet one of them alone.
    private const int Turns = 3;

    /// <summary>How many times faster than scikit-learn a run must be at least, by photos.</summary>
    internal static IReadOnlyDictionary<int, double> Goals { get; } = new Dictionary<int, double> { [100] = 10, [500] = 5, [2_000] = 5 };

    /// <summary>What a run of a hundred photos at the usual dimension may take.</summary>
    private const double MostMilliseconds = 0.5;
    private const int UsualDimensions = 384;

    public static Command Create()
    {
        var rounds = CommonOptions.Number("--rounds", "Runs of each engine a pet, after warming up", 20, 1_000, 30);
        var check = new Option<bool>("--check") { Description = "Exit with 1 when the default strategy, which is measured in any case then, misses a goal" };
        var python = new Option<string>("--python") { Description = "The interpreter that has scikit-learn", DefaultValueFactory = _ => "/usr/bin/python3" };
        python.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                result.AddError("--python must name an interpreter.");
        });
        var dimensions = CommonOptions.Number("--dimensions", "Length of the embeddings", CommonOptions.LeastDimensions, 4_096, UsualDimensions);
        var strategies = CommonOptions.Names(
            "--strategy",
            $"Measure only this one of {string.Join(", ", AllContenders.Strategies)}; may be given several times; the default one and dbscan otherwise",
            AllContenders.Strategies);

        var command = new Command("versus-sklearn", "Times whole runs beside scikit-learn's DBSCAN and silhouette on the same vectors, both on one core.")
        {
            rounds, check, python, dimensions, strategies,
        };
        command.SetPinnedWork(async (arguments, cancellationToken) =>
        {
            var own = new ClusteringOptions().Strategy;
            string[] chosen = arguments.GetValue(strategies) is { Length: > 0 } names ? names : [own, "dbscan"];
            if (arguments.GetValue(check))
                chosen = [own, .. chosen];
            var (output, error) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
            var pets = BenchmarkPets.Counts.Select(count => BenchmarkPets.Photos(count, arguments.GetValue(dimensions))).ToArray();
            try
            {
                using var engine = new SklearnEngine(arguments.GetRequiredValue(python));
                foreach (var pet in pets)
                    await engine.AddAsync(pet, cancellationToken);
                var contests = chosen.Distinct(StringComparer.Ordinal).SelectMany(strategy => pets.Select(pet => new Contest(strategy, pet))).ToArray();
                var (each, theirs) = (Math.Max(1, arguments.GetValue(rounds) / Turns), new List<SklearnTiming>());
                SklearnVersions? versions = null;
                for (var turn = 0; turn < Turns; turn++)
                {
                    (versions, var timings) = await engine.RunAsync(each, Epsilon, MinSamples, cancellationToken);
                    theirs.AddRange(timings);
                    foreach (var contest in contests)
                        contest.Run(each, cancellationToken);
                }

                var rows = contests.SelectMany(contest => contest.Against(theirs)).ToArray();
                await output.WriteLineAsync($"scikit-learn {versions?.Sklearn}, numpy {versions?.Numpy}, {versions?.Blas}, one thread; .NET {Environment.Version}");
                await output.WriteLineAsync($"{Machine.Processor()}, load average {Machine.Load()}; pets of seed {BenchmarkPets.Seed}\n");
                await output.WriteAsync(Write(rows).ToString());

                var missed = rows.Where(row => string.Equals(row.Strategy, own, StringComparison.Ordinal) && row.Goal > row.Ratio).ToArray();
                var slow = rows.FirstOrDefault(row => string.Equals(row.Strategy, own, StringComparison.Ordinal) && row.IsTooSlow);
                if (!arguments.GetValue(check) || (missed.Length == 0 && slow is null))
                    return ExitCodes.Done;
                if (missed.Length > 0)
                    await error.WriteLineAsync($"Slower than the goal at {string.Join(", ", missed.Select(row => row.Photos))} photos.");
                if (slow is not null)
                    await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{slow.Ours.Median:0.000} ms at {slow.Photos} photos are more than {MostMilliseconds}."));
                return ExitCodes.Failed;
            }
            catch (SklearnException failure)
            {
                await error.WriteLineAsync(failure.Message.ReplaceLineEndings(" "));
                return failure.IsUsage ? ExitCodes.Usage : ExitCodes.Failed;
            }
        });
        return command;
    }

    private static Table Write(IEnumerable<Row> rows)
    {
        var table = new Table(
            "strategy", "photos", "sklearn on", "DBSCAN min ms", "p50", "silhouette min ms", "p50", "both min ms", "p50", "groups", "ours min ms", "p50", "groups", "ratio", "goal");
        foreach (var row in rows)
        {
            var (strategy, photos, theirs, ours, groups, goal) = row;
            var (cluster, silhouette, both) = (new Timing(theirs.Cluster), new Timing(theirs.Silhouette), Both(theirs));
            table.Add(
                strategy,
                Text(photos),
                theirs.Type,
                Table.Figure(cluster.Least),
                Table.Figure(cluster.Median),
                Table.Figure(silhouette.Least),
                Table.Figure(silhouette.Median),
                Table.Figure(both.Least),
                Table.Figure(both.Median),
                Text(theirs.Groups),
                Table.Figure(ours.Least),
                Table.Figure(ours.Median),
                Text(groups),
                row.Ratio.ToString("0.0", CultureInfo.InvariantCulture),
                goal > 0 ? goal.ToString(CultureInfo.InvariantCulture) : "–");
        }

        return table;
    }

    private static Timing Both(SklearnTiming theirs) => new(theirs.Cluster.Zip(theirs.Silhouette, (cluster, silhouette) => cluster + silhouette));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs of one strategy on one pet.</summary>
    private sealed class Contest(string strategy, IReadOnlyList<Photo> pet)
    {
        private readonly PetClusterer _clusterer = new(new ClusteringOptions { Strategy = strategy, Epsilon = Epsilon, MinSamples = MinSamples });
        private readonly List<Timing> _timings = [];

        public void Run(int rounds, CancellationToken cancellationToken)
        {
            if (_timings.Count == 0)
                Timing.Warm(Cluster, cancellationToken);
            Timing.Of(Cluster, 3, TimeSpan.FromMilliseconds(50), cancellationToken);
            _timings.Add(Timing.Of(Cluster, rounds, TimeSpan.FromMilliseconds(200), cancellationToken));

            void Cluster() => _clusterer.Cluster(pet, previous: null, cancellationToken);
        }

        /// <summary>A row for each type of float; goals are held against float32, the faster one.</summary>
        public IEnumerable<Row> Against(IEnumerable<SklearnTiming> theirs)
        {
            var (ours, groups) = (Timing.Together(_timings), _clusterer.Cluster(pet).Clusters.Count);
            foreach (var type in theirs.Where(timing => timing.Photos == pet.Count).GroupBy(timing => timing.Type, StringComparer.Ordinal))
            {
                var all = type.First() with { Cluster = [.. type.SelectMany(timing => timing.Cluster)], Silhouette = [.. type.SelectMany(timing => timing.Silhouette)] };
                yield return new Row(strategy, pet.Count, all, ours, groups, string.Equals(type.Key, "float32", StringComparison.Ordinal) ? Goals.GetValueOrDefault(pet.Count) : 0);
            }
        }
    }

    private sealed record Row(string Strategy, int Photos, SklearnTiming Theirs, Timing Ours, int Groups, double Goal)
    {
        public double Ratio => Both(Theirs).Median / Ours.Median;

        public bool IsTooSlow => Photos == 100 && Theirs.Dimensions == UsualDimensions && Ours.Median > MostMilliseconds;
    }
}
