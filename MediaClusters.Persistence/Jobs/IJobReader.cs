namespace MediaClusters.Persistence.Jobs;

/// <summary>Jobs as callers and the on-call engineer see them.</summary>
public interface IJobReader
{
    /// <summary>The most events that are shown of a job.</summary>
    const int MaxEvents = 100;

    /// <summary>One job with its newest events, or null.</summary>
    Task<JobDetails?> FindAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>A pet's jobs, newest first; ids are time-ordered, so <paramref name="before"/> is the last id of the previous page.</summary>
    Task<IReadOnlyList<JobDetails>> ListAsync(Guid petId, ClusterJobStatus? status, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Failed jobs of all pets, the newest failure first, and of one moment the highest id. A call looks at 10,000 failures at
    /// most, whether or not the filter fits them: a page may hold fewer jobs than were asked for, or none, and not be the last.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Where the previous page ended, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<FailedJobPage> ListFailedAsync(FailedJobFilter filter, FailedJobKey? before, int limit, CancellationToken cancellationToken);
}

/// <summary>Everything about a job.</summary>
public sealed record JobDetails(
    Guid JobId,
    Guid PetId,
    ClusterJobStatus Status,
    int Attempts,
    int MaxAttempts,
    string? LastError,
    string? Reason,
    bool Force,
    bool Rerun,
    int Priority,
    string? Metadata,
    string? WorkerId,
    long? ResultVersion,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset RunAfter,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? LeaseExpiresAt)
{
    /// <summary>Why it failed, one of <see cref="JobFailures"/>; null unless it did, and for what failed before this was kept.</summary>
    public string? Failure { get; init; }

    /// <summary>How often in a row it waited for photos.</summary>
    public int Snoozes { get; init; }

    /// <summary>What callers did to it, the newest <see cref="IJobReader.MaxEvents"/>, the oldest of them first; null in lists.</summary>
    public IReadOnlyList<JobEvent>? Events { get; init; }
}

/// <summary>What a caller did to a job.</summary>
/// <param name="At">When.</param>
/// <param name="Action">"cancelled" or "redriven".</param>
/// <param name="Actor">Name of the caller's token.</param>
/// <param name="Reason">Why, as the caller said.</param>
/// <param name="Error">The job's last error until then.</param>
/// <param name="Failure">Why the job had failed until then.</param>
public sealed record JobEvent(DateTimeOffset At, string Action, string Actor, string? Reason, string? Error, string? Failure);

/// <param name="Jobs">What was found.</param>
/// <param name="Next">Where the next page begins; null after the last one.</param>
public sealed record FailedJobPage(IReadOnlyList<JobDetails> Jobs, FailedJobKey? Next);

/// <summary>Where a failed job stands in their order.</summary>
public sealed record FailedJobKey(DateTimeOffset FailedAt, Guid JobId);
