using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Maintenance;

/// <summary>Reads depth and age of the queue for the gauges.</summary>
internal sealed class QueueStatsCollector : PeriodicLoop
{
    private readonly IJobQueue _queue;
    private readonly TimeSpan _maxAge;
    private volatile Reading? _last;

    public QueueStatsCollector(
        IJobQueue queue,
        WorkerTelemetry telemetry,
        IOptions<WorkerOptions> options,
        LoopContext context,
        ILogger<QueueStatsCollector> logger)
        : base(options.Value.StatsInterval, context, logger)
    {
        _queue = queue;
        _maxAge = options.Value.StatsInterval * 3;
        telemetry.ObserveQueue(Current);
    }

    protected override async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        var stats = await _queue.GetStatsAsync(cancellationToken);
        _last = new(stats, Time.GetTimestamp());
        return false;
    }

    // A gap tells more than a figure from before the database went away.
    private QueueStats? Current() =>
        _last is { } last && Time.GetElapsedTime(last.TakenAt) <= _maxAge ? last.Stats : null;

    private sealed record Reading(QueueStats Stats, long TakenAt);
}
