namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// The queue of clustering jobs: at least once, and no stale write. Leases and deadlines are judged by the
/// database's clock; every write of an attempt is fenced by (id, attempts, worker_id, status, lease).
/// </summary>
public interface IJobQueue
{
    /// <summary>Adds a job, or joins the one the pet already has.</summary>
    Task<EnqueueResult> EnqueueAsync(EnqueueRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Claims up to <paramref name="count"/> due jobs in one statement, each for a different pet, in no promised
    /// order: by priority, but for one in <see cref="JobQueueOptions.AgingShare"/>, which is the one that has been due longest.
    /// </summary>
    Task<IReadOnlyList<ClaimedJob>> ClaimAsync(string workerId, int count, CancellationToken cancellationToken);

    /// <summary>Extends the leases; returns the ids of those still held. A job that is missing from the answer is lost.</summary>
    Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken);

    /// <summary>Succeeds a job that wrote no version.</summary>
    /// <returns>False when the attempt no longer holds the job.</returns>
    Task<bool> CompleteAsync(ClaimedJob job, long? resultVersion, CancellationToken cancellationToken)
        => CompleteAsync(job, resultVersion, beforeCommit: null, cancellationToken);

    /// <inheritdoc cref="CompleteAsync(ClaimedJob, long?, CancellationToken)"/>
    /// <param name="beforeCommit">
    /// Gets the pet's newest version, 0 for none. Runs when the attempt is known to hold its job, which nobody else can
    /// end or delete meanwhile; when it fails, the job is not completed. It must take less than the five seconds after
    /// which Postgres ends an idle transaction.
    /// </param>
    Task<bool> CompleteAsync(ClaimedJob job, long? resultVersion, Func<long, CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken);

    /// <summary>Records a failed attempt: back to queued after a jittered wait, or failed when attempts are used up or <paramref name="permanent"/>.</summary>
    /// <returns>The status the job has now, or null when the attempt no longer held it.</returns>
    Task<ClusterJobStatus?> FailAsync(ClaimedJob job, string error, bool permanent, CancellationToken cancellationToken);

    /// <summary>Puts a job back until its pet may have more photos, for <see cref="JobQueueOptions.SnoozeDelay"/>, without costing an attempt.</summary>
    /// <returns>The status the job has now, or null when the attempt no longer held it.</returns>
    Task<ClusterJobStatus?> SnoozeAsync(ClaimedJob job, CancellationToken cancellationToken);

    /// <summary>
    /// Puts claimed jobs back at once without costing an attempt; for a stopping worker. One whose row is held, by its own last
    /// write most likely, is waited for, but for 2 s at most and after the others: then it stays as it is.
    /// </summary>
    Task<int> HandBackAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken);

    /// <summary>Takes expired leases back, at most <paramref name="limit"/>: to queued after a wait (the attempt counts) or to failed.</summary>
    Task<IReadOnlyList<ReapedJob>> ReapExpiredAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Depth and age of the queue.</summary>
    Task<QueueStats> GetStatsAsync(CancellationToken cancellationToken);
}

/// <summary>A request to cluster a pet.</summary>
/// <param name="PetId">The pet.</param>
/// <param name="Reason">Why, for the audit; at most 200 characters.</param>
/// <param name="Force">Write a new version even when the input is unchanged.</param>
/// <param name="Priority">-100 to 100; higher runs sooner, 0 is the default.</param>
/// <param name="Metadata">A JSON object kept with the job, or null.</param>
/// <param name="IdempotencyKey">Repeating a key with the same request gives the first answer; null for none.</param>
/// <param name="TraceParent">W3C trace context of the caller, or null.</param>
public sealed record EnqueueRequest(
    Guid PetId,
    string? Reason = null,
    bool Force = false,
    int Priority = 0,
    string? Metadata = null,
    string? IdempotencyKey = null,
    string? TraceParent = null);

/// <summary>What became of an enqueue request.</summary>
public enum EnqueueDisposition
{
    /// <summary>A new job.</summary>
    Created,

    /// <summary>The pet's queued job serves this request too.</summary>
    Joined,

    /// <summary>The pet's job is being processed and will run once more.</summary>
    RerunRequested,

    /// <summary>The idempotency key was seen before, with the same request.</summary>
    Replayed,

    /// <summary>The idempotency key was seen before, with another request; nothing was enqueued.</summary>
    KeyReused,
}

/// <summary>The job that serves a request.</summary>
public sealed record EnqueueResult(Guid JobId, ClusterJobStatus Status, EnqueueDisposition Disposition);

/// <summary>One attempt at a job, as held by a worker. (Id, Attempt, WorkerId) is the fencing token.</summary>
public sealed record ClaimedJob(
    Guid Id,
    Guid PetId,
    int Attempt,
    string WorkerId,
    int MaxAttempts,
    bool Force,
    string? TraceParent,
    DateTimeOffset EnqueuedAt)
{
    /// <summary>When this attempt began, by the database's clock: of a pet's attempts, the later one has the later time.</summary>
    public DateTimeOffset ClaimedAt { get; init; }

    /// <summary>How often the job may still wait for photos.</summary>
    public int SnoozesLeft { get; init; }
}

/// <summary>A job whose lease ran out.</summary>
public sealed record ReapedJob(Guid Id, Guid PetId, int Attempts, int MaxAttempts, ClusterJobStatus Status);

/// <summary>A reading of the queue.</summary>
/// <param name="Depths">Status and priority that no job has are left out. Above 10,000 they are estimates.</param>
/// <param name="OldestQueuedAge">How long the oldest due job has been due.</param>
/// <param name="OldestFailedAge">How long ago the oldest failed job failed.</param>
public sealed record QueueStats(IReadOnlyList<QueueDepth> Depths, TimeSpan OldestQueuedAge, TimeSpan OldestFailedAge)
{
    public long Queued => Count(ClusterJobStatus.Queued);

    public long Processing => Count(ClusterJobStatus.Processing);

    public long Failed => Count(ClusterJobStatus.Failed);

    /// <summary>Jobs of a status, of one class of priorities or of all.</summary>
    public long Count(ClusterJobStatus status, PriorityClass? priority = null) =>
        Depths.Where(depth => depth.Status == status && (priority is null || depth.Priority == priority)).Sum(depth => depth.Jobs);
}

/// <summary>How many jobs have a status and a class of priorities.</summary>
public sealed record QueueDepth(ClusterJobStatus Status, PriorityClass Priority, long Jobs);

/// <summary>Priorities by their sign.</summary>
public enum PriorityClass
{
    /// <summary>Below 0.</summary>
    Low = -1,

    /// <summary>0, the default.</summary>
    Normal = 0,

    /// <summary>Above 0.</summary>
    High = 1,
}
