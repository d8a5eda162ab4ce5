using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

internal static partial class Log
{
    [LoggerMessage(EventId = 6100, Level = LogLevel.Information, Message = "{Line}")]
    public static partial void ResourceLine(ILogger logger, string line);

    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "{Line}")]
    public static partial void ResourceError(ILogger logger, string line);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Critical, Message = "The health check '{Key}' is not registered and is required for resource '{Resource}'.")]
    public static partial void CheckMissing(ILogger logger, string key, string resource);
}
