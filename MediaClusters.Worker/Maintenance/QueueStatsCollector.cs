using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Maintenance;

/// <summary>Depth and age of the queue.</summary>
internal sealed class QueueStatsCollector : StatsCollector<QueueStats>
{
    private readonly IJobQueue _queue;

    public QueueStatsCollector(
        IJobQueue queue,
        WorkerTelemetry telemetry,
        IOptions<WorkerOptions> options,
        LoopContext context,
        ILogger<QueueStatsCollector> logger)
        : base(options.Value.StatsInterval, context, logger)
    {
        _queue = queue;
        telemetry.ObserveQueue(Current);
    }

    protected override TimeSpan Limit => BriefLimit;

    protected override Task<QueueStats> ReadAsync(CancellationToken cancellationToken) => _queue.GetStatsAsync(cancellationToken);
}
