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

    [LoggerMessage(2020, LogLevel.Information, "Stopping: {Running} jobs may finish within {DrainTimeout}")]
    public static partial void Draining(this ILogger logger, int running, TimeSpan drainTimeout);

    [LoggerMessage(2021, LogLevel.Information, "Handed back {HandedBack} of {Unfinished} unfinished jobs")]
    public static partial void HandedBack(this ILogger logger, int handedBack, int unfinished);

    [LoggerMessage(2022, LogLevel.Error, "{Unfinished} jobs could not be handed back; they return when their leases run out")]
    public static partial void HandBackFailed(this ILogger logger, Exception exception, int unfinished);

    [LoggerMessage(2030, LogLevel.Warning, "The lease of pet {PetId}, job {JobId} ran out in attempt {Attempts}; the job is {Status} now")]
    public static partial void LeaseExpired(this ILogger logger, Guid petId, Guid jobId, int attempts, Persistence.Jobs.ClusterJobStatus status);
}
