using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// Asks one idle connection of the pool after the other whether it still leads to the server: one that went silent without
/// being closed would hold a statement until the time limit. The first that does not answer empties the pool.
/// </summary>
internal sealed class PoolWatch(IServiceProvider services, TimeProvider time, ILogger<PoolWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    // Seconds.
    private const int Patience = 2;

    private bool _isSilent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await AskAsync(services.GetRequiredService<NpgsqlDataSource>(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
        }
    }

    private async Task AskAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            command.CommandTimeout = Patience;
            await command.ExecuteNonQueryAsync(cancellationToken);
            _isSilent = false;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            // What is down says so by itself, and a pool that is taken as a whole times out as well: clearing takes idle connections alone.
            if (exception.InnerException is not TimeoutException)
                return;
            database.Clear();
            if (!_isSilent)
                Log.DatabaseSilent(logger);
            _isSilent = true;
        }
    }
}
