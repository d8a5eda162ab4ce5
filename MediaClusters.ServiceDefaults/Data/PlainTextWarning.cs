using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>Says once, at start, that the database is reached without enforced encryption.</summary>
internal sealed class PlainTextWarning(ILogger<PlainTextWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.DatabaseNotEncrypted(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
