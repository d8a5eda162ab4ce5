namespace MediaClusters.Api;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "{Method} {Route} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string route);

    [LoggerMessage(1001, LogLevel.Warning, "{Method} {Route} answered 503: a store behind the API is away or too slow")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception, string method, string route);

    [LoggerMessage(1002, LogLevel.Warning, "The cached clusters of pet {PetId} could not be dropped: Redis did not take the command")]
    public static partial void InvalidationFailed(ILogger logger, Guid petId);

    [LoggerMessage(1003, LogLevel.Warning, "Photo upload refused: {Permits} uploads run and the queue of {Queue} is full")]
    public static partial void UploadRefused(ILogger logger, int permits, int queue);

    [LoggerMessage(1004, LogLevel.Warning, "Requests of {Caller} are refused with 429: its token's limit is used up. Told once a minute")]
    public static partial void CallerLimited(ILogger logger, string caller);

    [LoggerMessage(1010, LogLevel.Information, "Version {RestoredFrom} of pet {PetId} was restored as version {Version} for {RequestedBy}: {Reason}")]
    public static partial void VersionRestored(ILogger logger, Guid petId, long restoredFrom, long version, string requestedBy, string? reason);

    [LoggerMessage(1011, LogLevel.Information, "Pet {PetId} was deleted with all its data (version {Version}) for {RequestedBy}: {Reason}")]
    public static partial void PetDeleted(ILogger logger, Guid petId, long version, string requestedBy, string? reason);

    [LoggerMessage(1012, LogLevel.Information, "Job {JobId} was cancelled for {RequestedBy}: {Reason}")]
    public static partial void JobCancelled(ILogger logger, Guid jobId, string requestedBy, string? reason);

    [LoggerMessage(1013, LogLevel.Information, "Job {JobId} was redriven for {RequestedBy}: {Reason}")]
    public static partial void JobRedriven(ILogger logger, Guid jobId, string requestedBy, string? reason);

    [LoggerMessage(1014, LogLevel.Information, "{Redriven} jobs were redriven and {Skipped} skipped for {RequestedBy}: {Reason}")]
    public static partial void JobsRedriven(ILogger logger, int redriven, int skipped, string requestedBy, string? reason);
}
