using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// The connection to Redis that is in use. The client notices a connection that was closed and makes it anew; one that is open
/// and leads nowhere (a firewall that forgot it, a proxy that hangs) it may keep for a quarter of an hour. So this one asks, and
/// where nothing comes back it connects once more and takes the new connection if that one answers.
/// </summary>
internal sealed class CacheConnections(Func<IConnectionMultiplexer> connect, TimeProvider time, ILogger<CacheConnections> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lazy<IConnectionMultiplexer> _first = new(connect);
    private readonly List<Action<IConnectionMultiplexer>> _setups = [];
    private readonly Lock _gate = new();
    private IConnectionMultiplexer? _successor;

    public IConnectionMultiplexer GetCurrent() => Volatile.Read(ref _successor) ?? _first.Value;

    /// <summary>Does something with the connection in use, and with those that follow it.</summary>
    public object? SetUp(Func<IConnectionMultiplexer, object?> setup)
    {
        lock (_gate)
        {
            _setups.Add(connection => setup(connection));
            return setup(GetCurrent());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Nothing is silent that nobody asked for, nor what is known to be closed.
                if (_first.IsValueCreated && GetCurrent() is { IsConnected: true } current && !await AnswersAsync(current, stoppingToken))
                    await ReplaceAsync(current, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task ReplaceAsync(IConnectionMultiplexer silent, CancellationToken cancellationToken)
    {
        IConnectionMultiplexer? candidate = null;
        try
        {
            candidate = await Task.Run(connect, cancellationToken);
            if (!await AnswersAsync(candidate, cancellationToken) || await AnswersAsync(silent, cancellationToken))
                return;

            lock (_gate)
            {
                foreach (var setup in _setups)
                    setup(candidate);
                Volatile.Write(ref _successor, candidate);
            }

            candidate = silent;
            Log.CacheConnectionReplaced(logger);
        }
        catch (RedisException exception)
        {
            Log.CacheNotConnected(logger, exception.Message);
        }
        finally
        {
            // Without a farewell, which would wait for an answer. What is under way fails now.
            if (candidate is not null)
                await Task.Run(() => candidate.Close(allowCommandsToComplete: false), CancellationToken.None);
        }
    }

    private async Task<bool> AnswersAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        Task? ping = null;
        try
        {
            ping = connection.GetDatabase().PingAsync();
            await ping.WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // It ends with the connection, and is nobody's business any more.
            _ = ping?.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return false;
        }
    }
}
