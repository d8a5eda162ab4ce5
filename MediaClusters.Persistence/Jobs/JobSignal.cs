using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// LISTENs on one connection of its own. For one waiter at a time. The read of the connection outlives a wait that timed
/// out: it ends with the first announcement, and those that have come behind it are taken with it. One look at the queue, which
/// the caller takes after this, finds the jobs of all of them.
/// </summary>
internal sealed class JobSignal(NpgsqlDataSource dataSource, TimeProvider timeProvider, ILogger<JobSignal> logger) : IJobSignal, IAsyncDisposable
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? _connection;
    private CancellationTokenSource? _stop;
    private Task _next = Task.CompletedTask;
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

            await _next.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            while (_next.IsCompleted)
            {
                await _next;
                _next = _connection.WaitAsync(_stop!.Token);
            }
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
        if (Interlocked.Exchange(ref _connection, null) is not { } connection)
            return;

        // A connection that is being read cannot be closed.
        await _stop!.CancelAsync();
        await _next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
        _stop.Dispose();
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

        _stop = new CancellationTokenSource();
        _next = connection.WaitAsync(_stop.Token);
        _connection = connection;
        if (_lost)
            Log.ListenerBack(logger);
        _lost = false;
    }
}
