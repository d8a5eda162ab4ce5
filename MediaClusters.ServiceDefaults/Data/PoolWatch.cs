using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// Asks now and then two connections of the pool whether they still lead to the server: one that went silent without
/// being closed would hold a statement until the time limit. Where one does not answer, all that are idle are made anew.
/// </summary>
internal sealed class PoolWatch(IServiceProvider services, TimeProvider time, ILogger<PoolWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Seconds.
    private const int Patience = 2;

    private bool _isSilent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WatchAsync(services.GetRequiredService<NpgsqlDataSource>(), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    internal async Task WatchAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(AnswersAsync(database, cancellationToken), AnswersAsync(database, cancellationToken));
        var isSilent = answers.Contains(false);
        if (isSilent)
            database.Clear();
        if (isSilent && !_isSilent)
            Log.DatabaseSilent(logger);
        _isSilent = isSilent;
    }

    /// <summary>
    /// False only for a connection that is open and silent. What is down says so by itself, and where none is to be had in
    /// time none is idle: emptying the pool would then close the busy ones, each as it comes back.
    /// </summary>
    private static async Task<bool> AnswersAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            isOpen = true;
            await using var command = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = Patience };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return !(isOpen && exception is NpgsqlException { InnerException: TimeoutException });
        }
    }
}
