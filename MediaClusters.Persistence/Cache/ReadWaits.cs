using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using StackExchange.Redis;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Waits for Redis, each no longer than the budget, in objects and timers that are used again: Task.WaitAsync and an async
/// method around it allocate half a kilobyte a read.
/// </summary>
internal sealed class ReadWaits(RedisPort port, TimeSpan budget, TimeProvider time)
{
    private const int MaxIdle = 1024;

    private readonly ConcurrentQueue<Wait> _idle = new();

    public ValueTask<Reply<RedisValue>> StartAsync(Task<RedisValue> task, bool isProbe)
    {
        if (!_idle.TryDequeue(out var wait))
            wait = new(this);
        return wait.StartAsync(task, isProbe);
    }

    private ITimer CreateTimer(Wait wait) => time.CreateTimer(static state => ((Wait)state!).OnAlarm(), wait, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private long Now() => time.GetTimestamp();

    private TimeSpan Left(long startedAt) => budget - time.GetElapsedTime(startedAt);

    private void Arm(ITimer timer) => timer.Change(budget, Timeout.InfiniteTimeSpan);

    private void Pass(bool isProbe) => port.Pass(isProbe);

    private void Fail(bool isProbe, Exception exception) => port.Fail(isProbe, exception);

    private void Return(Wait wait)
    {
        if (_idle.Count < MaxIdle)
            _idle.Enqueue(wait);
        else
            wait.Dispose();
    }

    private sealed class Wait : IValueTaskSource<Reply<RedisValue>>, IDisposable
    {
        private readonly ReadWaits _owner;
        private readonly Action _onCompleted;
        private readonly ITimer _timer;
        private ManualResetValueTaskSourceCore<Reply<RedisValue>> _core;
        private Task<RedisValue>? _task;
        private long _startedAt;
        private bool _isProbe;
        private bool _isLate;
        private int _isOver = 1;

        public Wait(ReadWaits owner)
        {
            _owner = owner;
            _onCompleted = OnCompleted;
            using (ExecutionContext.SuppressFlow())
                _timer = owner.CreateTimer(this);
        }

        public ValueTask<Reply<RedisValue>> StartAsync(Task<RedisValue> task, bool isProbe)
        {
            (_task, _isProbe) = (task, isProbe);
            _startedAt = _owner.Now();
            Volatile.Write(ref _isOver, 0);
            var result = new ValueTask<Reply<RedisValue>>(this, _core.Version);
            if (task.IsCompleted)
            {
                OnCompleted();
                return result;
            }

            _owner.Arm(_timer);
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onCompleted);
            return result;
        }

        // An alarm of the wait before this one may still be on its way, and one may come a tick early.
        public void OnAlarm()
        {
            if (Volatile.Read(ref _isOver) != 0)
                return;
            var left = _owner.Left(_startedAt);
            if (left > TimeSpan.Zero)
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            else if (Interlocked.Exchange(ref _isOver, 1) == 0)
                GiveUp();
        }

        // The command cannot be recalled: this object waits for it in vain and is not used again.
        private void GiveUp()
        {
            _isLate = true;
            _timer.Dispose();
            _owner.Fail(_isProbe, new TimeoutException("Redis did not answer in time."));
            _core.SetResult(new(ReplyStatus.Failed, default));
        }

        private void OnCompleted()
        {
            var task = _task!;
            if (Interlocked.Exchange(ref _isOver, 1) != 0)
            {
                _ = task.Exception;
                return;
            }

            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (task.IsCompletedSuccessfully)
            {
                _owner.Pass(_isProbe);
                _core.SetResult(new(ReplyStatus.Answered, task.Result));
            }
            else
            {
                _owner.Fail(_isProbe, task.Exception?.InnerException ?? new TaskCanceledException(task));
                _core.SetResult(new(ReplyStatus.Failed, default));
            }
        }

        public void Dispose() => _timer.Dispose();

        public Reply<RedisValue> GetResult(short token)
        {
            var reply = _core.GetResult(token);
            if (!_isLate)
            {
                _task = null;
                _core.Reset();
                _owner.Return(this);
            }

            return reply;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => _core.OnCompleted(continuation, state, token, flags);
    }
}
