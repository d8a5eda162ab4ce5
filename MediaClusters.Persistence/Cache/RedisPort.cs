using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
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
    private readonly ResiliencePipeline _breaker;
    private long _outages;

    public RedisPort(IConnectionMultiplexer connection, IOptions<CacheOptions> options, TimeProvider time, ILogger<RedisPort> logger)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _time = time;
        _logger = logger;
        _breaker = BuildBreaker(options.Value);
        _connection.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Counts outages noticed so far; see <see cref="CacheTrust"/>.</summary>
    public long Outages => Volatile.Read(ref _outages);

    public bool IsConnected => _connection.IsConnected;

    public async ValueTask<Reply<T>> SendAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> send, TimeSpan budget)
    {
        if (!_connection.IsConnected)
        {
            Interlocked.Increment(ref _outages);
            return new(ReplyStatus.Refused, default);
        }

        var context = ResilienceContextPool.Shared.Get();
        try
        {
            var outcome = await _breaker.ExecuteOutcomeAsync(
                static async (_, call) => await call.Port.RaceAsync(call.State, call.Send, call.Budget),
                context,
                (Port: this, State: state, Send: send, Budget: budget));

            return outcome.Exception switch
            {
                null => new(ReplyStatus.Answered, outcome.Result),
                BrokenCircuitException => new(ReplyStatus.Refused, default),
                var exception => Fail<T>(exception),
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Outcome<T>> RaceAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> send, TimeSpan budget)
    {
        Task<T>? task = null;
        try
        {
            task = send(_database, state);
            return Outcome.FromResult(task.IsCompletedSuccessfully ? task.Result : await task.WaitAsync(budget, _time));
        }
        catch (Exception exception)
        {
            // The command cannot be recalled; what becomes of it is nobody's business any more.
            task?.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return Outcome.FromException<T>(exception);
        }
    }

    private Reply<T> Fail<T>(Exception exception)
    {
        _logger.CommandFailed(exception);
        return new(ReplyStatus.Failed, default);
    }

    private ResiliencePipeline BuildBreaker(CacheOptions options) =>
        new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddCircuitBreaker(new()
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerMinimumThroughput,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                // Everything a command can throw, cancellation of the library's own included.
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is not null),
                OnOpened = arguments =>
                {
                    Interlocked.Increment(ref _outages);
                    _logger.CircuitOpened(arguments.BreakDuration, arguments.Outcome.Exception);
                    return default;
                },
                OnClosed = _ =>
                {
                    _logger.CircuitClosed();
                    return default;
                },
            })
            .Build();

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs arguments)
    {
        Interlocked.Increment(ref _outages);
        _logger.ConnectionFailed(arguments.FailureType.ToString(), arguments.Exception);
    }
}
