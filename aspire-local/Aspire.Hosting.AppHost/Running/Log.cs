using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

internal static partial class Log
{
    [LoggerMessage(EventId = 6100, Level = LogLevel.Information, Message = "{Line}")]
    public static partial void ResourceLine(ILogger logger, string line);

    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "{Line}")]
    public static partial void ResourceError(ILogger logger, string line);
}
