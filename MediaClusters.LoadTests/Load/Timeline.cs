namespace MediaClusters.LoadTests.Load;

/// <summary>The seconds of a phase: callers hand in a second when it is over, so the lock is taken once a second by each.</summary>
/// <remarks>30 kB a second, however many callers and requests.</remarks>
internal sealed class Timeline
{
    private readonly Lock _lock = new();
    private readonly List<(LatencyHistogram Latency, long Failed)> _seconds = [];

    public void Add(int second, LatencyHistogram latency, long failed)
    {
        lock (_lock)
        {
            while (_seconds.Count <= second)
                _seconds.Add((new(), 0));
            var (all, failures) = _seconds[second];
            all.Add(latency);
            _seconds[second] = (all, failures + failed);
        }
    }

    /// <summary>What is known of it by now.</summary>
    public LoadSecond? Find(int second)
    {
        lock (_lock)
            return second >= 0 && second < _seconds.Count ? Describe(second) : null;
    }

    public IReadOnlyList<LoadSecond> Describe()
    {
        lock (_lock)
            return [.. Enumerable.Range(0, _seconds.Count).Select(Describe)];
    }

    public LatencyHistogram Merge()
    {
        var merged = new LatencyHistogram();
        lock (_lock)
        {
            foreach (var (latency, _) in _seconds)
                merged.Add(latency);
        }

        return merged;
    }

    private LoadSecond Describe(int second)
    {
        var (latency, failed) = _seconds[second];
        return new(second, latency.Count, failed, latency.Percentile(50), latency.Percentile(99), latency.Max);
    }
}
