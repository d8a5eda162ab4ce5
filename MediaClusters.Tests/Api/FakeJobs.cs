using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Api;

/// <summary>Takes requests down and hands out the jobs a test puts in.</summary>
internal sealed class FakeJobs : IJobQueue, IJobReader, IJobAdmin
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public List<EnqueueRequest> Requests { get; } = [];

    public List<JobDetails> Jobs { get; } = [];

    public Func<EnqueueRequest, EnqueueResult>? OnEnqueue { get; set; }

    /// <summary>What was ordered: the job or the filter's limit, and whose order it is.</summary>
    public List<(string What, JobOrder? Order)> Orders { get; } = [];

    public List<FailedJobFilter> Filters { get; } = [];

    public CancelResult Cancelled { get; set; } = new(CancelOutcome.Cancelled, ClusterJobStatus.Queued);

    public RedriveResult Redriven { get; set; } = new(RedriveOutcome.Redriven, ClusterJobStatus.Failed);

    /// <summary>Where the last redrive of many was told to go on.</summary>
    public FailedJobKey? RedriveBefore { get; private set; }

    public RedriveManyResult RedrivenMany { get; set; } = new([], 0, Next: null);

    public static JobDetails Job(Guid petId, ClusterJobStatus status = ClusterJobStatus.Queued) => new(
        Guid.CreateVersion7(), petId, status, 0, 5, null, "test", false, false, 0, """{"a": 1}""", null, null, Noon, Noon, null, null, null);

    public Task<EnqueueResult> EnqueueAsync(EnqueueRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return Task.FromResult(OnEnqueue?.Invoke(request)
            ?? new EnqueueResult(Guid.CreateVersion7(), ClusterJobStatus.Queued, EnqueueDisposition.Created));
    }

    public Task<JobDetails?> FindAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(Jobs.Find(job => job.JobId == jobId));

    public Task<IReadOnlyList<JobDetails>> ListAsync(
        Guid petId, ClusterJobStatus? status, Guid? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JobDetails>>(
        [
            .. Jobs.Where(job => job.PetId == petId && (status is null || job.Status == status))
                .OrderByDescending(job => job.JobId.ToString(), StringComparer.Ordinal)
                .Where(job => before is null || string.CompareOrdinal(job.JobId.ToString(), before.ToString()) < 0)
                .Take(limit),
        ]);

    public Task<IReadOnlyList<ClaimedJob>> ClaimAsync(string workerId, int count, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> CompleteAsync(ClaimedJob job, long? resultVersion, Func<long, CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ClusterJobStatus?> FailAsync(ClaimedJob job, string error, bool permanent, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<FailedJobPage> ListFailedAsync(
        FailedJobFilter filter, FailedJobKey? before, int limit, CancellationToken cancellationToken)
    {
        Filters.Add(filter);
        var failed = Jobs.Where(job => job.Status == ClusterJobStatus.Failed && (before is null || job.CompletedAt < before.FailedAt))
            .OrderByDescending(job => job.CompletedAt).ToArray();
        var page = failed[..Math.Min(limit, failed.Length)];
        return Task.FromResult(new FailedJobPage(page, page.Length < failed.Length ? new(page[^1].CompletedAt!.Value, page[^1].JobId) : null));
    }

    public Task<CancelResult> CancelAsync(Guid jobId, JobOrder order, CancellationToken cancellationToken)
    {
        Orders.Add(($"cancel {jobId}", order));
        return Task.FromResult(Cancelled);
    }

    public Task<RedriveResult> RedriveAsync(Guid jobId, JobOrder order, CancellationToken cancellationToken)
    {
        Orders.Add(($"redrive {jobId}", order));
        return Task.FromResult(Redriven);
    }

    public Task<RedriveManyResult> RedriveAsync(FailedJobFilter filter, FailedJobKey? before, int limit, JobOrder? order, CancellationToken cancellationToken)
    {
        Filters.Add(filter);
        RedriveBefore = before;
        Orders.Add(($"redrive up to {limit}", order));
        return Task.FromResult(RedrivenMany);
    }

    public Task<ClusterJobStatus?> SnoozeAsync(ClaimedJob job, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> HandBackAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ReapedJob>> ReapExpiredAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<QueueStats> GetStatsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
