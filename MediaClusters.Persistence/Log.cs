using Microsoft.Extensions.Logging;

namespace MediaClusters.Persistence;

/// <summary>Log events of the queue and the store (2500-2999; the worker has 2000-2499); the cache's are in Cache/CacheLog.cs.</summary>
internal static partial class Log
{
    [LoggerMessage(2500, LogLevel.Warning, "Lost the connection that listens for jobs; polling until it is back: {Reason}")]
    public static partial void ListenerLost(ILogger logger, string reason);

    [LoggerMessage(2501, LogLevel.Information, "Listening for jobs again")]
    public static partial void ListenerBack(ILogger logger);

    [LoggerMessage(2510, LogLevel.Information, "Rollout: PostgresPersistence {Persistence} %, PostgresReads {Reads} %, KeepLegacyState {KeepLegacyState}")]
    public static partial void RolloutInForce(ILogger logger, decimal persistence, decimal reads, bool keepLegacyState);

    [LoggerMessage(2511, LogLevel.Information, "Rollout: {Setting} changed from {From} to {To}")]
    public static partial void RolloutChanged(ILogger logger, string setting, string from, string to);

    [LoggerMessage(2512, LogLevel.Error, "New settings of the rollout were refused and those in force stay: {Reason}")]
    public static partial void RolloutRefused(ILogger logger, string reason);

    [LoggerMessage(2513, LogLevel.Information, "The settings of the rollout can be read again")]
    public static partial void RolloutReadable(ILogger logger);
}
