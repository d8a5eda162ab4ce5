using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaClusters.Persistence.Cache;

internal enum ReplyStatus
{
    Answered,

    /// <summary>Redis was asked and failed, or did not answer in time. It may still carry the command out.</summary>
    Failed,

    /// <summary>Redis was not asked: no connection, or the circuit is open.</summary>
    Refused,
}

internal readonly record struct Reply<T>(ReplyStatus Status, T? Value);

/// <summary>Every command to Redis goes through here: bounded by a budget, guarded by a circuit breaker, never throwing.</summary>
internal sealed class RedisPort
{
    private readonly IConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisPort> _logger;
    private readonly CircuitBreaker _breaker;
    private readonly TimeSpan _pause;
    private readonly ReadWaits _waits;
    private long _outages;

    public RedisPort(IConnectionMultiplexer connection, IOptions<CacheOptions> options, TimeProvider time, ILogger<RedisPort> logger)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _time = time;
        _logger = logger;
        _breaker = new(options.Value, time);
        _pause = options.Value.BreakerPause;
        _waits = new(this, options.Value.Budget, time);
        _connection.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Counts outages noticed so far; see <see cref="CacheTrust"/>.</summary>
    public long Outages => Volatile.Read(ref _outages);

    public bool IsConnected => _connection.IsConnected;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Reply<T>> SendAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> send, TimeSpan budget)
    {
        if (!TryEnter(out var isProbe))
            return new(ReplyStatus.Refused, default);

        Task<T>? task = null;
        try
        {
            task = send(_database, state);
            var answer = task.IsCompletedSuccessfully ? task.Result : await task.WaitAsync(budget, _time);
            Pass(isProbe);
            return new(ReplyStatus.Answered, answer);
        }
        catch (Exception exception)
        {
            // The command cannot be recalled; what becomes of it is nobody's business any more.
            task?.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Fail(isProbe, exception);
            return new(ReplyStatus.Failed, default);
        }
    }

    /// <summary>The same for what is read most, a value within a reader's budget, and with next to nothing allocated.</summary>
    public ValueTask<Reply<RedisValue>> ReadAsync<TState>(TState state, Func<IDatabase, TState, Task<RedisValue>> send)
    {
        if (!TryEnter(out var isProbe))
            return new(new Reply<RedisValue>(ReplyStatus.Refused, default));

        try
        {
            return _waits.StartAsync(send(_database, state), isProbe);
        }
        catch (Exception exception)
        {
            Fail(isProbe, exception);
            return new(new Reply<RedisValue>(ReplyStatus.Failed, default));
        }
    }

    private bool TryEnter(out bool isProbe)
    {
        isProbe = false;
        if (_connection.IsConnected)
            return _breaker.TryEnter(out isProbe);

        Interlocked.Increment(ref _outages);
        return false;
    }

    internal void Pass(bool isProbe)
    {
        if (_breaker.Pass(isProbe))
            _logger.CircuitClosed();
    }

    internal void Fail(bool isProbe, Exception exception)
    {
        _logger.CommandFailed(exception);
        if (!_breaker.Fail(isProbe))
            return;
        Interlocked.Increment(ref _outages);
        _logger.CircuitOpened(_pause, exception);
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs arguments)
    {
        Interlocked.Increment(ref _outages);
        _logger.ConnectionFailed(arguments.FailureType.ToString(), arguments.Exception);
    }
}
