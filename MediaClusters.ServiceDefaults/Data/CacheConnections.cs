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
    private readonly List<(object Key, Func<IConnectionMultiplexer, object?> Apply)> _setups = [];
    private readonly Lock _gate = new();
    private IConnectionMultiplexer? _successor;

    public IConnectionMultiplexer GetCurrent() => Volatile.Read(ref _successor) ?? _first.Value;

    /// <summary>Does something with the connection in use, and with those that follow it until its key is forgotten.</summary>
    public object? SetUp(object key, Func<IConnectionMultiplexer, object?> setup)
    {
        lock (_gate)
        {
            _setups.Add((key, setup));
            return setup(GetCurrent());
        }
    }

    /// <summary>Takes back the last of that key.</summary>
    public void Forget(object key)
    {
        lock (_gate)
        {
            if (_setups.FindLastIndex(setup => setup.Key.Equals(key)) is >= 0 and var last)
                _setups.RemoveAt(last);
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

    internal async Task ReplaceAsync(IConnectionMultiplexer silent, CancellationToken cancellationToken)
    {
        IConnectionMultiplexer? candidate = null;
        try
        {
            candidate = await Task.Run(connect, cancellationToken);
            var answer = await Task.WhenAll(AnswersAsync(candidate, cancellationToken), AnswersAsync(silent, cancellationToken));
            if (answer is not [true, false])
                return;

            lock (_gate)
            {
                foreach (var (_, apply) in _setups)
                    apply(candidate);
                Volatile.Write(ref _successor, candidate);
            }

            candidate = silent;
            Log.CacheConnectionReplaced(logger);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A certificate that cannot be read is one of many: without its cache a service is slower and nothing worse.
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
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It ends with the connection, and is nobody's business any more.
            _ = ping?.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return false;
        }
    }
}
