using System.CommandLine;
using System.Globalization;
using MediaClusters.Clustering.Distances;
using MediaClusters.Evaluation.Benchmarks;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>peak</c>: how much of the core's float throughput the distances use.</summary>
internal static class PeakCommand
{
    // Others' work only ever takes away: the best of short rounds is nearer to what the core can do than their median.
    private const int Rounds = 5;

    // Of fewer photos packing them takes a share that says nothing about the kernel.
    private const int LeastChecked = 500;
    private const double LeastShare = 0.5;

    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = string.Create(CultureInfo.InvariantCulture, $"Exit with 1 when that is less than {100 * LeastShare} % of it at {LeastChecked} photos or more") };
        var command = new Command("peak", "Measures one core's peak float throughput, and the share of it that the distance kernel reaches.") { check };
        command.SetPinnedWork(async (arguments, cancellationToken) =>
        {
            var missed = new List<string>();
            var table = new Table("photos", "dimensions", "least ms", "GFLOP/s", "peak GFLOP/s", "share %");
            foreach (var dimensions in BenchmarkPets.Dimensions)
            {
                foreach (var count in BenchmarkPets.Counts)
                {
                    if (Add(table, count, dimensions, cancellationToken) < LeastShare && count >= LeastChecked)
                        missed.Add($"{count} × {dimensions}");
                }
            }

            await arguments.InvocationConfiguration.Output.WriteAsync(table.ToString());
            if (!arguments.GetValue(check) || missed.Count == 0)
                return ExitCodes.Done;
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"Less than half of the peak at {string.Join(", ", missed)}.");
            return ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>The clock changes with heat and neighbours: both are measured in turns.</summary>
    /// <returns>The share.</returns>
    private static double Add(Table table, int count, int dimensions, CancellationToken cancellationToken)
    {
        using var vectors = UnitVectors.From(BenchmarkPets.Photos(count, dimensions));
        Timing.Warm(Measure, cancellationToken);
        var (peak, least) = (0.0, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            peak = Math.Max(peak, PeakThroughput.Measure());
            least = Math.Min(least, Timing.Of(Measure, 5, TimeSpan.FromMilliseconds(60), cancellationToken).Least);
        }

        // What the upper triangle needs; whatever else the tiles compute is the kernel's own affair.
        var reached = (double)count * (count - 1) * dimensions / (least / 1000);
        table.Add(
            count.ToString(CultureInfo.InvariantCulture),
            dimensions.ToString(CultureInfo.InvariantCulture),
            Table.Figure(least),
            Text(reached / 1e9),
            Text(peak / 1e9),
            Text(100 * reached / peak));
        return reached / peak;

        void Measure() => DistanceMatrix.Measure(vectors, cancellationToken).Dispose();
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
