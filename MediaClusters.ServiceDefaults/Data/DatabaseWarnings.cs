using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>Says once, at start, what is allowed about the database's connection and yet looks like a mistake in production.</summary>
internal sealed class DatabaseWarnings(string connectionString, ILogger<DatabaseWarnings> logger) : IHostedService
{
    private const int SmallestPool = 15;
    private const int LargestPool = 30;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (DatabaseConnection.AllowsPlainText(connectionString))
            Log.DatabaseNotEncrypted(logger);
        if (DatabaseConnection.PoolSize(connectionString) is var size && size is < SmallestPool or > LargestPool)
            Log.PoolSizeUnplanned(logger, size);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
