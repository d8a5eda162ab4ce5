namespace MediaClusters.Persistence.Jobs;

/// <summary>A row of <c>cluster_jobs</c>: a request to cluster a pet and its audit.</summary>
internal sealed class ClusterJob
{
    public Guid Id { get; init; }

    public Guid PetId { get; init; }

    public ClusterJobStatus Status { get; init; }

    /// <summary>Attempts begun; part of the fencing token. Grows with every claim, and falls only when a stopping worker hands the job back.</summary>
    public int Attempts { get; init; }

    /// <summary>The attempt after which the job fails; a rerun raises it instead of resetting <see cref="Attempts"/>.</summary>
    public int MaxAttempts { get; init; }

    public string? LastError { get; init; }

    /// <summary>Why it failed, one of <see cref="JobFailures"/>; null unless it did, and for what failed before this was kept.</summary>
    public string? Failure { get; init; }

    /// <summary>How often in a row it waited for photos; above 0 on a queued job, it does so now.</summary>
    public int Snoozes { get; init; }

    public DateTimeOffset EnqueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset RunAfter { get; init; }

    public short Priority { get; init; }

    public string? Reason { get; init; }

    public bool Force { get; init; }

    /// <summary>A request arrived while the job was being processed: run once more.</summary>
    public bool Rerun { get; init; }

    /// <summary>Whether that further run is forced.</summary>
    public bool RerunForce { get; init; }

    public string? WorkerId { get; init; }

    public DateTimeOffset? LeaseExpiresAt { get; init; }

    public string? TraceParent { get; init; }

    public long? ResultVersion { get; init; }

    public string? Metadata { get; init; }
}
