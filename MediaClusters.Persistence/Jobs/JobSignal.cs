using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Persistence.Jobs;

/// <summary>LISTENs on one connection of its own. For one waiter at a time.</summary>
internal sealed class JobSignal(NpgsqlDataSource dataSource, TimeProvider timeProvider, ILogger<JobSignal> logger) : IJobSignal, IAsyncDisposable
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? _connection;
    private bool _lost;

    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is null)
            {
                await ListenAsync(cancellationToken);

                // Whatever was announced while nobody listened is found by looking now.
                return;
            }

            await _connection.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            await DisposeAsync();
            if (!_lost)
                Log.ListenerLost(logger, exception.Message);
            _lost = true;

            // The poll goes on meanwhile.
            await Task.Delay(timeout < ReconnectDelay ? timeout : ReconnectDelay, timeProvider, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            await connection.DisposeAsync();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var listen = new NpgsqlCommand($"LISTEN {JobSql.Channel}", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        _connection = connection;
        if (_lost)
            Log.ListenerBack(logger);
        _lost = false;
    }
}
