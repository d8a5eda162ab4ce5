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

    public static Command Create()
    {
        var command = new Command("peak", "Measures one core's peak float throughput, and the share of it that the distance kernel reaches.");
        command.SetPinnedWork(async (arguments, cancellationToken) =>
        {
            var output = arguments.InvocationConfiguration.Output;
            var table = new Table("photos", "dimensions", "least ms", "GFLOP/s", "peak GFLOP/s", "share %");
            foreach (var dimensions in BenchmarkPets.Dimensions)
            {
                foreach (var count in BenchmarkPets.Counts)
                    Add(table, count, dimensions, cancellationToken);
            }

            await output.WriteAsync(table.ToString());
            return ExitCodes.Done;
        });
        return command;
    }

    // The clock changes with heat and neighbours: both are measured in turns.
    private static void Add(Table table, int count, int dimensions, CancellationToken cancellationToken)
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

        void Measure() => DistanceMatrix.Measure(vectors, cancellationToken).Dispose();
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
