using Microsoft.Extensions.Logging;

namespace MediaClusters.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Warning, "The connection to Postgres may be unencrypted: its SSL mode was set below Require.")]
    public static partial void DatabaseNotEncrypted(ILogger logger);

    [LoggerMessage(6003, LogLevel.Warning, "The pool of {Size} connections to Postgres lies outside the 15 to 30 that production is planned for.")]
    public static partial void PoolSizeUnplanned(ILogger logger, int size);

    [LoggerMessage(6001, LogLevel.Information, "The internal tokens were replaced; {Count} are in force.")]
    public static partial void TokensReplaced(ILogger logger, int count);

    [LoggerMessage(6002, LogLevel.Error, "New internal tokens were refused and the old ones stay in force: {Reason}")]
    public static partial void TokensRefused(ILogger logger, string reason);

    [LoggerMessage(6010, LogLevel.Error, "The connection to Redis is refused for the server's certificate: {Reason}. The service runs without its cache.")]
    public static partial void CacheCertificateRefused(ILogger logger, string reason);

    [LoggerMessage(6011, LogLevel.Error, "The changed file {Path} was refused and the settings from before stay in force: {Reason}")]
    public static partial void SettingsFileRefused(ILogger logger, string path, string reason);

    [LoggerMessage(6012, LogLevel.Warning, "Postgres does not answer on a connection that was idle: the idle ones are made anew.")]
    public static partial void DatabaseSilent(ILogger logger);

    [LoggerMessage(6013, LogLevel.Warning, "The connection to Redis is open and silent: it was replaced by a new one.")]
    public static partial void CacheConnectionReplaced(ILogger logger);

    [LoggerMessage(6014, LogLevel.Debug, "Redis is silent, and a new connection to it failed: {Reason}")]
    public static partial void CacheNotConnected(ILogger logger, string reason);
}
