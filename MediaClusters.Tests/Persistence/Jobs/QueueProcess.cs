using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>What one worker process knows of the queue, with a clock that stands still.</summary>
internal sealed class QueueProcess
{
    public QueueProcess(TestDatabase database, Action<JobQueueOptions>? configure = null, NpgsqlDataSource? connections = null)
    {
        var source = connections ?? database.DataSource;
        var options = new JobQueueOptions();
        configure?.Invoke(options);
        Floors = new(source, Options.Create(options), Time);
        Claims = new(source, Floors, Options.Create(options));
        Stats = new(source, Floors);
        Queue = new JobQueue(source, Options.Create(options), TimeProvider.System, new Random(1), Floors, Claims, Stats);
    }

    public ManualTimeProvider Time { get; } = new();

    public QueueFloors Floors { get; }

    public JobClaims Claims { get; }

    public QueueStatsReader Stats { get; }

    public IJobQueue Queue { get; }

    public Task LookAsync() => Floors.LookAsync(default);

    public Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int count) => Claims.ClaimAsync("worker", count, default);

    public async Task<Guid[]> ClaimIdsAsync(int count) => [.. (await ClaimAsync(count)).Select(job => job.Id)];
}
