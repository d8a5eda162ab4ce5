namespace MediaClusters.Persistence.Jobs;

/// <summary>What people do to jobs: take queued ones back, queue failed ones again. Each is kept in <c>cluster_job_events</c>.</summary>
public interface IJobAdmin
{
    /// <summary>The most jobs that one call redrives.</summary>
    const int MaxJobs = 1000;

    /// <summary>Fails a queued job as <see cref="JobFailures.Cancelled"/>; one that is so already stays as it is.</summary>
    Task<CancelResult> CancelAsync(Guid jobId, JobOrder order, CancellationToken cancellationToken);

    /// <summary>Queues a failed job again, with fresh attempts, unless its pet has an active one.</summary>
    Task<RedriveResult> RedriveAsync(Guid jobId, JobOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// The same for the newest failures that the filter fits, one a pet. Those that were cancelled, and those that another job
    /// does, are meant only where the filter names them. A call looks at 10,000 failures at most, whether or not the filter fits them.
    /// </summary>
    /// <param name="filter">Which jobs.</param>
    /// <param name="before">Where the call before stopped, or null.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxJobs"/>.</param>
    /// <param name="order">Whose order it is; null to see what it would do and change nothing.</param>
    /// <param name="cancellationToken">What is redriven by then stays so.</param>
    Task<RedriveManyResult> RedriveAsync(FailedJobFilter filter, FailedJobKey? before, int limit, JobOrder? order, CancellationToken cancellationToken);
}

/// <summary>Who asks, and why.</summary>
/// <param name="Actor">Name of the caller's token.</param>
/// <param name="Reason">For the audit; at most 200 characters.</param>
public sealed record JobOrder(string Actor, string? Reason);

public enum CancelOutcome
{
    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>It will not run.</summary>
    Cancelled,

    /// <summary>It had been cancelled before.</summary>
    AlreadyCancelled,

    /// <summary>It runs or has ended.</summary>
    NotQueued,
}

/// <param name="Outcome">What became of the order.</param>
/// <param name="Status">The job's status when it was looked at; null without a job.</param>
public sealed record CancelResult(CancelOutcome Outcome, ClusterJobStatus? Status = null);

public enum RedriveOutcome
{
    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>It is queued again.</summary>
    Redriven,

    /// <summary>It has not failed.</summary>
    NotFailed,

    /// <summary>Its pet has another job, queued or processing.</summary>
    PetBusy,
}

/// <param name="Outcome">What became of the order.</param>
/// <param name="Status">The job's status when it was looked at; null without a job.</param>
/// <param name="ActiveJobId">The pet's other job that is queued or processing.</param>
public sealed record RedriveResult(RedriveOutcome Outcome, ClusterJobStatus? Status = null, Guid? ActiveJobId = null);

/// <param name="JobIds">The jobs that are queued again, or would be.</param>
/// <param name="Skipped">Jobs that the filter fits and that were passed over on the way, since their pets have an active job, or somebody was at work on pet or job at that moment.</param>
/// <param name="Next">Where to go on; null when everything was looked at.</param>
public sealed record RedriveManyResult(IReadOnlyList<Guid> JobIds, int Skipped, FailedJobKey? Next);
