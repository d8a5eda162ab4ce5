using MediaClusters.Worker.Loops;

namespace MediaClusters.Worker.Maintenance;

/// <summary>Reads figures for the gauges now and then: a scrape never waits for the database.</summary>
internal abstract class StatsCollector<T>(TimeSpan interval, LoopContext context, ILogger logger) : PeriodicLoop(interval, context, logger)
    where T : class
{
    private readonly TimeSpan _maxAge = interval * 3;
    private volatile Reading? _last;

    protected abstract Task<T> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The last reading. A gap tells more than a figure from before the database went away.</summary>
    protected T? Current() =>
        _last is { } last && Time.GetElapsedTime(last.TakenAt) <= _maxAge ? last.Stats : null;

    protected sealed override async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        var stats = await ReadAsync(cancellationToken);
        _last = new(stats, Time.GetTimestamp());
        return false;
    }

    private sealed record Reading(T Stats, long TakenAt);
}
