using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>After the faults the same callers get at least nine tenths of what they got before.</summary>
internal sealed class ThroughputReturns : ICheck
{
    public const double Least = 0.9;

    public string Name => "throughput returns";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        if (history.Throughput is { Share: < Least } throughput)
            yield return new(Name, $"{throughput.Share:P0} of the throughput before the faults", [$"before {throughput.Before:F0}/s, after {string.Join(", ", throughput.After.Select(rate => $"{rate:F0}/s"))}"]);
    }
}
