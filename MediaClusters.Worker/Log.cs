namespace MediaClusters.Worker;

/// <summary>Everything the worker logs; event ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Worker {WorkerId} takes up to {Concurrency} jobs at a time")]
    public static partial void WorkerStarted(this ILogger logger, string workerId, int concurrency);

    [LoggerMessage(2001, LogLevel.Warning, "Loop {Loop} fails and is retried with growing waits: {Reason}")]
    public static partial void LoopFailing(this ILogger logger, string loop, string reason);

    [LoggerMessage(2002, LogLevel.Information, "Loop {Loop} works again after {Failures} failures")]
    public static partial void LoopRecovered(this ILogger logger, string loop, int failures);

    [LoggerMessage(2003, LogLevel.Critical, "Loop {Loop} died; the process stops")]
    public static partial void LoopDied(this ILogger logger, Exception exception, string loop);

    [LoggerMessage(2010, LogLevel.Information, "Pet {PetId}, job {JobId}, attempt {Attempt}: {Outcome} after {ElapsedMs} ms")]
    public static partial void JobEnded(this ILogger logger, Guid petId, Guid jobId, int attempt, string outcome, long elapsedMs);

    [LoggerMessage(2011, LogLevel.Information, "Pet {PetId}: {LeftOut} of {Total} photos come from other models than {Model} and are left out")]
    public static partial void PhotosLeftOut(this ILogger logger, Guid petId, int leftOut, int total, string model);

    [LoggerMessage(2012, LogLevel.Warning, "Pet {PetId}, job {JobId}, attempt {Attempt} failed")]
    public static partial void JobFailed(this ILogger logger, Exception exception, Guid petId, Guid jobId, int attempt);

    [LoggerMessage(2013, LogLevel.Warning, "Pet {PetId}, job {JobId}: the lease is lost, its work is thrown away")]
    public static partial void LeaseLost(this ILogger logger, Guid petId, Guid jobId);

    [LoggerMessage(2014, LogLevel.Error, "Pet {PetId}, job {JobId}: the failure could not be recorded; the job returns when its lease runs out")]
    public static partial void FailureNotRecorded(this ILogger logger, Exception exception, Guid petId, Guid jobId);

    [LoggerMessage(2015, LogLevel.Warning, "Pet {PetId}: version {Version}, which the run follows, cannot be read; its groups' ids do not go on")]
    public static partial void PreviousVersionUnreadable(this ILogger logger, Exception exception, Guid petId, long version);

    [LoggerMessage(2016, LogLevel.Warning, "Pet {PetId}: the state in Redis, which the run may follow, cannot be read; ids go on from Postgres")]
    public static partial void PreviousStateUnreadable(this ILogger logger, Exception exception, Guid petId);

    [LoggerMessage(2020, LogLevel.Information, "Stopping: {Running} jobs may finish within {DrainTimeout}")]
    public static partial void Draining(this ILogger logger, int running, TimeSpan drainTimeout);

    [LoggerMessage(2021, LogLevel.Information, "Handed back {HandedBack} of {Unfinished} unfinished jobs")]
    public static partial void HandedBack(this ILogger logger, int handedBack, int unfinished);

    [LoggerMessage(2022, LogLevel.Error, "{Unfinished} jobs could not be handed back; they return when their leases run out")]
    public static partial void HandBackFailed(this ILogger logger, Exception exception, int unfinished);

    [LoggerMessage(2030, LogLevel.Warning, "The lease of pet {PetId}, job {JobId} ran out in attempt {Attempts}; the job is {Status} now")]
    public static partial void LeaseExpired(this ILogger logger, Guid petId, Guid jobId, int attempts, Persistence.Jobs.ClusterJobStatus status);

    [LoggerMessage(2040, LogLevel.Information, "Retention begins: versions are kept for {VersionAge}, finished jobs for {JobAge}")]
    public static partial void RetentionStarted(this ILogger logger, TimeSpan versionAge, TimeSpan jobAge);

    [LoggerMessage(2041, LogLevel.Information, "Retention goes on with the run that began at {StartedAt}: {Progress}")]
    public static partial void RetentionResumed(this ILogger logger, DateTimeOffset startedAt, string progress);

    [LoggerMessage(2042, LogLevel.Information, "Retention, {Phase}: {Removed} rows removed so far, looked at up to {At}, {BatchSize} rows a batch")]
    public static partial void RetentionProgress(this ILogger logger, Persistence.Maintenance.RetentionPhase phase, long removed, DateTimeOffset at, int batchSize);

    [LoggerMessage(2043, LogLevel.Information, "Retention ended after {Elapsed}; its run removed {Versions} versions with {Members} members, {Heroes} heroes and {Snapshots} snapshots, {Jobs} jobs and {IdempotencyKeys} idempotency keys")]
    public static partial void RetentionFinished(this ILogger logger, TimeSpan elapsed, long versions, long members, long heroes, long snapshots, long jobs, long idempotencyKeys);

    [LoggerMessage(2044, LogLevel.Warning, "Retention left {PassedOver} old versions alone that something refers to")]
    public static partial void RetentionPassedOver(this ILogger logger, long passedOver);

    [LoggerMessage(2045, LogLevel.Warning, "Retention lost its lease and stops; whoever took it goes on")]
    public static partial void RetentionLeaseLost(this ILogger logger);

    [LoggerMessage(2046, LogLevel.Information, "Retention stops with the worker; another one goes on")]
    public static partial void RetentionReleased(this ILogger logger);

    [LoggerMessage(2047, LogLevel.Warning, "Retention stops with the worker; another one goes on when the lease of {Lease} has run out")]
    public static partial void RetentionNotReleased(this ILogger logger, Exception exception, TimeSpan lease);
}
