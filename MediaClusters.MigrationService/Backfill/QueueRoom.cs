using MediaClusters.Persistence.Backfill;

namespace MediaClusters.MigrationService.Backfill;

/// <summary>Holds the backfill back while the background jobs that are left to do are too many.</summary>
internal sealed class QueueRoom(int seed, IPetBacklog backlog, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Random _random = new(seed);

    /// <summary>Waits until there is room for a job at least.</summary>
    /// <param name="max">Jobs being processed count as well: each may go back to the queue.</param>
    /// <param name="onWait">Told how many are left, whenever there is no room.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there is room for, and how many are left.</returns>
    public async Task<(int Free, long Left)> WaitAsync(int max, Action<long> onWait, CancellationToken cancellationToken)
    {
        while (true)
        {
            var jobs = await backlog.CountBackgroundJobsAsync(cancellationToken);
            var left = jobs.Queued + jobs.Processing;
            if (left < max)
                return ((int)(max - left), left);

            onWait(left);
            await Task.Delay(Pause * (0.8 + (0.4 * _random.NextDouble())), time, cancellationToken);
        }
    }
}
