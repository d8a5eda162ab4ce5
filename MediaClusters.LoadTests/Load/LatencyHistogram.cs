namespace MediaClusters.LoadTests.Load;

/// <summary>Latencies from 1 µs to an hour, each known to within 1 %, in memory that does not grow with their number. Not for several threads at once.</summary>
/// <remarks>Stands for the package HdrHistogram where it cannot be restored.</remarks>
internal sealed class LatencyHistogram
{
    public long Count => throw new NotSupportedException();

    /// <summary>In ms; NaN when empty.</summary>
    public double Mean => throw new NotSupportedException();

    /// <summary>In ms; NaN when empty.</summary>
    public double Max => throw new NotSupportedException();

    public void Record(TimeSpan latency) => throw new NotSupportedException();

    public void Add(LatencyHistogram other) => throw new NotSupportedException();

    /// <summary>In ms; NaN when empty.</summary>
    public double Percentile(double percent) => throw new NotSupportedException();

    /// <summary>Latencies in ms and the share of all that is at most that, ascending, for a chart.</summary>
    public IEnumerable<(double Milliseconds, double Share)> Distribution() => throw new NotSupportedException();
}
