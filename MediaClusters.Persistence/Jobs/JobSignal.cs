using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// LISTENs on one connection of its own, beside its caller: whatever becomes of that connection, the caller's wait ends in time
/// and its poll goes on. For one waiter at a time. Announcements that come one behind the other end one wait: one look at
/// the queue, which the caller takes after it, finds the jobs of all of them.
/// </summary>
internal sealed class JobSignal(NpgsqlDataSource dataSource, TimeProvider timeProvider, ILogger<JobSignal> logger) : IJobSignal, IAsyncDisposable
{
    /// <summary>How long nothing may be heard until the connection is asked whether it still leads to the server.</summary>
    internal static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    // Seconds.
    private const int Patience = 2;

    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _listening;
    private bool _lost;

    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _listening ??= Task.Run(() => ListenAsync(_stop.Token), CancellationToken.None);
        var announced = Volatile.Read(ref _announced);
        await announced.Task.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();

        // What is announced between these two lines is found by the look that follows.
        if (announced.Task.IsCompleted)
            Volatile.Write(ref _announced, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_listening is not null)
            await _listening;
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(stop);
            }
            catch (Exception exception)
            {
                // Whatever it was: polling goes on without a listener, and the next try may do better.
                if (!stop.IsCancellationRequested && !_lost)
                    Log.ListenerLost(logger, exception.Message);
                _lost = true;
            }

            await Task.Delay(ReconnectDelay, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenOnceAsync(CancellationToken stop)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stop);
        try
        {
            await ListenAsync(connection, stop);
        }
        finally
        {
            // A connection that only was too slow goes back to the pool, whose next user has no ear for announcements.
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, "UNLISTEN *", CancellationToken.None);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await ExecuteAsync(connection, $"LISTEN {JobSql.Channel}", stop);
        if (_lost)
            Log.ListenerBack(logger);
        _lost = false;

        // Whatever was announced while nobody listened is found by looking now.
        Announce();
        var next = connection.WaitAsync(SilenceLimit, stop);
        while (true)
        {
            if (await next)
            {
                // Those that came in one piece.
                while ((next = connection.WaitAsync(SilenceLimit, stop)) is { IsCompletedSuccessfully: true, Result: true })
                    continue;
                Announce();
            }
            else
            {
                await ExecuteAsync(connection, "SELECT 1", stop);
                next = connection.WaitAsync(SilenceLimit, stop);
            }
        }
    }

    private void Announce() => Volatile.Read(ref _announced).TrySetResult();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
