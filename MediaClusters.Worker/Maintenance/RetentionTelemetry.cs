using System.Diagnostics.Metrics;
using MediaClusters.Persistence.Maintenance;

namespace MediaClusters.Worker.Maintenance;

/// <summary>What retention removed, and when it last got through.</summary>
internal sealed class RetentionTelemetry
{
    private readonly Lock _lock = new();
    private readonly Counter<long> _removed;
    private DateTimeOffset? _lastSuccess;

    public RetentionTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(WorkerTelemetry.Name);
        _removed = meter.CreateCounter<long>("mediaclusters.retention.rows_removed", "{row}", "Old rows removed, by table.");
        meter.CreateObservableGauge(
            "mediaclusters.retention.last_success_timestamp", ObserveLastSuccess, "s", "When a run of any worker last got to its end, in Unix time.");
    }

    /// <summary>Each table is told of, also with no rows: a series is there before it counts.</summary>
    public void Removed(RemovedRows rows)
    {
        foreach (var (table, count) in rows.ByTable())
            _removed.Add(count, new KeyValuePair<string, object?>("table", table));
    }

    public void Succeeded(DateTimeOffset? at)
    {
        lock (_lock)
            _lastSuccess = at;
    }

    // Nothing before the first run: 1970 would be a lie.
    private IEnumerable<Measurement<double>> ObserveLastSuccess()
    {
        lock (_lock)
            return _lastSuccess is { } at ? [new(at.ToUnixTimeMilliseconds() / 1000.0)] : [];
    }
}
