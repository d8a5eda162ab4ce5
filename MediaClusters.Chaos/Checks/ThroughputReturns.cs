using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>After the faults the same callers get at least nine tenths of what they got before, in the median slice.</summary>
internal sealed class ThroughputReturns : ICheck
{
    public const double Least = 0.9;

    public string Name => "throughput returns";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        if (history.Throughput is not { } throughput)
            yield return new(Name, "nobody measured", []);
        else if (throughput.Share < Least)
            yield return new(Name, $"{throughput.Share:P0} of the throughput before the faults", [$"before {Text(throughput.Before)}", $"after {Text(throughput.After)}", $"and again {Text(throughput.Again)}"]);
    }

    private static string Text(IEnumerable<double> rates) => string.Join(", ", rates.Select(rate => $"{rate:F0}/s"));
}
