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

    [LoggerMessage(5020, LogLevel.Information, "{Title}: {Done} of {Total}, {Rate:F0}/s, {Left} left; {Details}")]
    public static partial void Progressed(this ILogger logger, string title, long done, string total, double rate, string left, string details);

    [LoggerMessage(5021, LogLevel.Information, "Going on behind pet {PetId}: {Looked} pets were dealt with before")]
    public static partial void BackfillGoesOn(this ILogger logger, Guid petId, long looked);

    [LoggerMessage(5022, LogLevel.Information, "{Outcome}: {Looked} pets looked at, {Enqueued} enqueued, {Joined} joined to jobs they had, {UpToDate} up to date, {WithoutPhotos} without photos")]
    public static partial void BackfillDone(this ILogger logger, string outcome, long looked, long enqueued, long joined, long upToDate, long withoutPhotos);

    [LoggerMessage(5023, LogLevel.Information, "The jobs have finished: {Succeeded} succeeded, {Failed} failed")]
    public static partial void JobsFinished(this ILogger logger, long succeeded, long failed);

    [LoggerMessage(5024, LogLevel.Error, "Job {JobId} of pet {PetId} failed: {Error}")]
    public static partial void JobFailed(this ILogger logger, Guid jobId, Guid petId, string? error);

    [LoggerMessage(5030, LogLevel.Warning, "State {Key} is not imported: {Reason}")]
    public static partial void StateRefused(this ILogger logger, string key, string reason);

    [LoggerMessage(5031, LogLevel.Warning, "State {Key} is imported, but {Mended}")]
    public static partial void StateMended(this ILogger logger, string key, string mended);

    [LoggerMessage(5032, LogLevel.Information, "{Outcome}: {Keys} states, {Imported} imported ({Mended} of them mended), {HadVersion} skipped as their pets have a version, {Gone} gone before they were read, {Refused} not imported")]
    public static partial void ImportDone(this ILogger logger, string outcome, long keys, long imported, long mended, long hadVersion, long gone, long refused);

    [LoggerMessage(5040, LogLevel.Error, "Interrupted, run again to go on")]
    public static partial void BackfillInterrupted(this ILogger logger);

    [LoggerMessage(5041, LogLevel.Error, "Stopped: {Reason}")]
    public static partial void BackfillStopped(this ILogger logger, string reason);
}
