using MediaClusters.Persistence.Freshness;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Maintenance;

/// <summary>Pets that wait for their first version, and the age of the newest one.</summary>
internal sealed class FreshnessCollector : StatsCollector<FreshnessReading>
{
    private readonly IFreshnessReader _reader;
    private readonly TimeSpan _unclusteredAfter;

    public FreshnessCollector(
        IFreshnessReader reader,
        WorkerTelemetry telemetry,
        IOptions<WorkerOptions> options,
        LoopContext context,
        ILogger<FreshnessCollector> logger)
        : base(options.Value.FreshnessInterval, context, logger)
    {
        _reader = reader;
        _unclusteredAfter = options.Value.UnclusteredAfter;
        telemetry.ObserveFreshness(Current);
    }

    protected override Task<FreshnessReading> ReadAsync(CancellationToken cancellationToken) => _reader.ReadAsync(_unclusteredAfter, cancellationToken);
}
