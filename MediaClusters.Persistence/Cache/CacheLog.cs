using Microsoft.Extensions.Logging;

namespace MediaClusters.Persistence.Cache;

internal static partial class CacheLog
{
    [LoggerMessage(4000, LogLevel.Debug, "A command to Redis failed or ran out of its budget.")]
    public static partial void CommandFailed(this ILogger logger, Exception exception);

    [LoggerMessage(4001, LogLevel.Warning, "Redis fails too often: not asked for {Pause}, reads go to Postgres.")]
    public static partial void CircuitOpened(this ILogger logger, TimeSpan pause, Exception? exception);

    [LoggerMessage(4002, LogLevel.Information, "Redis answers again.")]
    public static partial void CircuitClosed(this ILogger logger);

    [LoggerMessage(4003, LogLevel.Warning, "The connection to Redis failed ({FailureType}): reads go to Postgres until it is back.")]
    public static partial void ConnectionFailed(this ILogger logger, string failureType, Exception? exception);

    [LoggerMessage(4004, LogLevel.Information, "After an outage of Redis {Pets} pets with owed updates were dropped from the cache; cached bodies are served again.")]
    public static partial void TrustRegained(this ILogger logger, int pets);

    [LoggerMessage(4005, LogLevel.Warning, "After an outage of Redis the owed updates could not be read; reads stay with Postgres.")]
    public static partial void CatchUpFailed(this ILogger logger, Exception exception);

    [LoggerMessage(4006, LogLevel.Warning, "Could not tell whether pet {PetId} is being written; its read does not fill the cache.")]
    public static partial void ProbeFailed(this ILogger logger, Guid petId, Exception exception);

    [LoggerMessage(4007, LogLevel.Debug, "Settled {Settled} of {Due} due outbox rows.")]
    public static partial void Relayed(this ILogger logger, int settled, int due);

    [LoggerMessage(4008, LogLevel.Warning, "Could not tell which of {Pets} pets are being written; their reads do not fill the cache.")]
    public static partial void ProbeOfManyFailed(this ILogger logger, int pets, Exception exception);
}
