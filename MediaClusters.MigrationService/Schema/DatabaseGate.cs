using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.MigrationService.Schema;

/// <summary>Waits for a database that is still starting. What time cannot mend, such as a wrong password, fails at once.</summary>
internal sealed class DatabaseGate(
    NpgsqlDataSource dataSource,
    IOptions<MigrationOptions> options,
    TimeProvider time,
    ILogger<DatabaseGate> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="NpgsqlException">The database did not come up in time, or never will.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (MayPass(exception) && time.GetElapsedTime(started) < options.Value.WaitForDatabase)
            {
                if (attempt == 1)
                    logger.WaitingForDatabase(options.Value.WaitForDatabase, exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // A server that is being set up answers before the database has been created.
    private static bool MayPass(NpgsqlException exception) =>
        exception.IsTransient
        || exception.InnerException is SocketException or TimeoutException or IOException
        || exception.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.InvalidCatalogName;
}
