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
}
