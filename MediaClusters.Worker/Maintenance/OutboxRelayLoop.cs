using MediaClusters.Persistence.Cache;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Maintenance;

/// <summary>Applies the cache updates that commits owe, whoever made the commit.</summary>
internal sealed class OutboxRelayLoop(
    IOutboxRelay relay,
    IOptions<WorkerOptions> options,
    LoopContext context,
    ILogger<OutboxRelayLoop> logger) : PeriodicLoop(options.Value.RelayInterval, context, logger)
{
    private const int BatchSize = 100;

    protected override TimeSpan Limit => BriefLimit;

    protected override async Task<bool> TickAsync(CancellationToken cancellationToken) =>
        await relay.RelayAsync(BatchSize, cancellationToken) >= BatchSize;
}
