using System.Collections.Concurrent;
using System.Threading.Channels;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>A queue whose answers the test decides, and whose calls it can await.</summary>
internal sealed class FakeJobQueue : IJobQueue, IQueueFloors
{
    private readonly Channel<int> _claims = Channel.CreateUnbounded<int>();
    private readonly Channel<IReadOnlyCollection<ClaimedJob>> _renewals = Channel.CreateUnbounded<IReadOnlyCollection<ClaimedJob>>();

    public ConcurrentQueue<ClaimedJob> Due { get; } = new();

    public ConcurrentQueue<(ClaimedJob Job, long? Version)> Completed { get; } = new();

    public ConcurrentQueue<(ClaimedJob Job, string Error, bool Permanent)> Failed { get; } = new();

    public ConcurrentQueue<ClaimedJob> Snoozed { get; } = new();

    public ConcurrentQueue<ClaimedJob> HandedBack { get; } = new();

    /// <summary>The version that a completing job's pet has by then.</summary>
    public long NewestVersion { get; set; }

    /// <summary>The sizes of the claims so far, to be awaited.</summary>
    public ChannelReader<int> Claims => _claims.Reader;

    public ChannelReader<IReadOnlyCollection<ClaimedJob>> Renewals => _renewals.Reader;

    /// <summary>Runs inside every claim, before it takes anything.</summary>
    public Func<CancellationToken, Task> OnClaim { get; set; } = _ => Task.CompletedTask;

    public Func<IReadOnlyCollection<ClaimedJob>, CancellationToken, Task<IReadOnlySet<Guid>>> OnRenew { get; set; } =
        (jobs, _) => Task.FromResult<IReadOnlySet<Guid>>(jobs.Select(job => job.Id).ToHashSet());

    public Func<ClaimedJob, Task<bool>> OnComplete { get; set; } = _ => Task.FromResult(true);

    public Func<ClaimedJob, Task<ClusterJobStatus?>> OnFail { get; set; } = _ => Task.FromResult<ClusterJobStatus?>(ClusterJobStatus.Queued);

    public Func<ClaimedJob, Task<ClusterJobStatus?>> OnSnooze { get; set; } = _ => Task.FromResult<ClusterJobStatus?>(ClusterJobStatus.Queued);

    public Func<Task<IReadOnlyList<ReapedJob>>> OnReap { get; set; } = () => Task.FromResult<IReadOnlyList<ReapedJob>>([]);

    public Func<Task> OnLook { get; set; } = () => Task.CompletedTask;

    public Func<CancellationToken, Task<QueueStats>> OnStats { get; set; } = _ => throw new NotSupportedException();

    public static ClaimedJob Job(int attempt = 1, bool force = false, string? traceParent = null) =>
        new(Guid.NewGuid(), Guid.NewGuid(), attempt, "worker", 5, force, traceParent, DateTimeOffset.UnixEpoch);

    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(string workerId, int count, CancellationToken cancellationToken)
    {
        _claims.Writer.TryWrite(count);
        await OnClaim(cancellationToken);
        var claimed = new List<ClaimedJob>();
        while (claimed.Count < count && Due.TryDequeue(out var job))
            claimed.Add(job);

        return claimed;
    }

    public async Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken)
    {
        _renewals.Writer.TryWrite(jobs);
        return await OnRenew(jobs, cancellationToken);
    }

    public async Task<bool> CompleteAsync(
        ClaimedJob job, long? resultVersion, Func<long, CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken)
    {
        if (beforeCommit is not null)
            await beforeCommit(NewestVersion, cancellationToken);
        Completed.Enqueue((job, resultVersion));
        return await OnComplete(job);
    }

    public Task<ClusterJobStatus?> FailAsync(ClaimedJob job, string error, bool permanent, CancellationToken cancellationToken)
    {
        Failed.Enqueue((job, error, permanent));
        return OnFail(job);
    }

    public Task<ClusterJobStatus?> SnoozeAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        Snoozed.Enqueue(job);
        return OnSnooze(job);
    }

    public Task<int> HandBackAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken)
    {
        foreach (var job in jobs)
            HandedBack.Enqueue(job);

        return Task.FromResult(jobs.Count);
    }

    public Task<IReadOnlyList<ReapedJob>> ReapExpiredAsync(int limit, CancellationToken cancellationToken) => OnReap();

    public Task<QueueStats> GetStatsAsync(CancellationToken cancellationToken) => OnStats(cancellationToken);

    public Task LookAsync(CancellationToken cancellationToken) => OnLook();

    public Task<EnqueueResult> EnqueueAsync(EnqueueRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
}
