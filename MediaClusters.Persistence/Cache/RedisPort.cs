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
    private readonly Func<IConnectionMultiplexer> _current;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisPort> _logger;
    private readonly CircuitBreaker _breaker;
    private readonly TimeSpan _pause;
    private readonly TimeSpan _silence;
    private readonly ReadWaits _waits;
    private Line _line;
    private long _outages;
    private long _answeredAt;

    /// <param name="connection">The connection.</param>
    /// <param name="options">Budgets and the breaker's settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where outages are told.</param>
    /// <param name="current">Tells the connection behind <paramref name="connection"/>, where that may be replaced.</param>
    public RedisPort(
        IConnectionMultiplexer connection, IOptions<CacheOptions> options, TimeProvider time, ILogger<RedisPort> logger, Func<IConnectionMultiplexer>? current = null)
    {
        _current = current ?? (() => connection);
        _line = new(_current());
        _time = time;
        _logger = logger;
        _breaker = new(options.Value, time);
        _pause = options.Value.BreakerPause;
        _silence = options.Value.Budget;
        _waits = new(this, options.Value.Budget, time);
        connection.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Counts outages noticed so far; see <see cref="CacheTrust"/>.</summary>
    public long Outages => Volatile.Read(ref _outages);

    public bool IsConnected => _current().IsConnected;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Reply<T>> SendAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> send, TimeSpan budget)
    {
        if (!TryEnter(out var redis, out var isProbe))
            return new(ReplyStatus.Refused, default);

        Task<T>? task = null;
        try
        {
            task = send(redis, state);
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
        if (!TryEnter(out var redis, out var isProbe))
            return new(new Reply<RedisValue>(ReplyStatus.Refused, default));

        try
        {
            return _waits.StartAsync(send(redis, state), isProbe);
        }
        catch (Exception exception)
        {
            Fail(isProbe, exception);
            return new(new Reply<RedisValue>(ReplyStatus.Failed, default));
        }
    }

    private bool TryEnter(out IDatabase redis, out bool isProbe)
    {
        isProbe = false;
        var line = FindLine();
        redis = line.Database;
        if (line.Connection.IsConnected)
            return _breaker.TryEnter(out isProbe);

        Interlocked.Increment(ref _outages);
        return false;
    }

    /// <summary>The connection in use. One that takes another's place ends an outage, whether or not somebody noticed it.</summary>
    private Line FindLine()
    {
        var (line, connection) = (Volatile.Read(ref _line), _current());
        if (ReferenceEquals(line.Connection, connection))
            return line;

        var next = new Line(connection);
        if (Interlocked.CompareExchange(ref _line, next, line) == line)
            Interlocked.Increment(ref _outages);
        return next;
    }

    internal void Pass(bool isProbe)
    {
        Volatile.Write(ref _answeredAt, _time.GetTimestamp());
        if (_breaker.Pass(isProbe))
            _logger.CircuitClosed();
    }

    internal void Fail(bool isProbe, Exception exception)
    {
        _logger.CommandFailed(exception);

        // Nothing was answered for as long as a reader waits: a Redis that stands still, during which writers may have
        // committed without it. It takes too few failures to open the circuit where little is read.
        if (exception is TimeoutException && _time.GetElapsedTime(Volatile.Read(ref _answeredAt)) >= _silence)
            Interlocked.Increment(ref _outages);
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

    private sealed class Line(IConnectionMultiplexer connection)
    {
        public IConnectionMultiplexer Connection => connection;

        public IDatabase Database { get; } = connection.GetDatabase();
    }
}
