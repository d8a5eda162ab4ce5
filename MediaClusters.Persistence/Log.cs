using Microsoft.Extensions.Logging;

namespace MediaClusters.Persistence;

/// <summary>Log events of the queue and the store (2500-2999; the worker has 2000-2499); the cache's are in Cache/CacheLog.cs.</summary>
internal static partial class Log
{
    [LoggerMessage(2500, LogLevel.Warning, "Lost the connection that listens for jobs; polling until it is back: {Reason}")]
    public static partial void ListenerLost(ILogger logger, string reason);

    [LoggerMessage(2501, LogLevel.Information, "Listening for jobs again")]
    public static partial void ListenerBack(ILogger logger);
}
