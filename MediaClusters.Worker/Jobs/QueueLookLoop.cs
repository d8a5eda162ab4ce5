using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Jobs;

/// <summary>Looks through the whole queue now and then, so that claims begin where jobs are and pass none over for long.</summary>
internal sealed class QueueLookLoop(
    IQueueFloors floors,
    IOptions<JobQueueOptions> options,
    LoopContext context,
    ILogger<QueueLookLoop> logger) : PeriodicLoop(options.Value.LookInterval, context, logger)
{
    protected override async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        await floors.LookAsync(cancellationToken);
        return false;
    }
}
