namespace MediaClusters.MigrationService;

/// <summary>Everything the migrations log; event ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "The database is not ready; waiting up to {Wait}: {Reason}")]
    public static partial void WaitingForDatabase(this ILogger logger, TimeSpan wait, string reason);

    [LoggerMessage(5001, LogLevel.Information, "{Count} migrations are pending: [{Names}]")]
    public static partial void Migrating(this ILogger logger, int count, string names);

    [LoggerMessage(5002, LogLevel.Information, "{Pets} sample pets are in place, {Enqueued} of them new or changed")]
    public static partial void Seeded(this ILogger logger, int pets, int enqueued);

    [LoggerMessage(5010, LogLevel.Information, "Done: {Applied} migrations applied, {Enqueued} sample jobs enqueued")]
    public static partial void Finished(this ILogger logger, int applied, int enqueued);

    [LoggerMessage(5011, LogLevel.Error, "Interrupted before the end; run again to finish")]
    public static partial void Interrupted(this ILogger logger);

    [LoggerMessage(5013, LogLevel.Critical, "Not started: {Reason}")]
    public static partial void NotStarted(this ILogger logger, string reason);

    [LoggerMessage(5012, LogLevel.Critical, "Failed; run again once the cause is mended")]
    public static partial void Failed(this ILogger logger, Exception exception);
}
