namespace MediaClusters.Persistence.Jobs;

/// <summary>Jobs as callers and the on-call engineer see them.</summary>
public interface IJobReader
{
    /// <summary>One job, or null.</summary>
    Task<JobDetails?> FindAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>A pet's jobs, newest first; ids are time-ordered, so <paramref name="before"/> is the last id of the previous page.</summary>
    Task<IReadOnlyList<JobDetails>> ListAsync(Guid petId, ClusterJobStatus? status, Guid? before, int limit, CancellationToken cancellationToken);
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
    DateTimeOffset? LeaseExpiresAt);
