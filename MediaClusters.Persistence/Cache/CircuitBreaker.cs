namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Opens when too large a share of the operations of a rolling window failed, and lets one operation through after a pause,
/// whose end decides. It stands in the way of every read of the cache and so costs one a few nanoseconds and no memory.
/// </summary>
internal sealed class CircuitBreaker(CacheOptions options, TimeProvider time)
{
    private const int Buckets = 10;

    private readonly Lock _gate = new();
    private readonly (int Passed, int Failed)[] _counts = new (int, int)[Buckets];
    private readonly long _bucketTicks = Math.Max(1, (long)(options.BreakerWindow.TotalSeconds * time.TimestampFrequency / Buckets));
    private long _bucket;
    private long _openedAt;
    private volatile State _state;

    private enum State
    {
        Closed,
        Open,

        /// <summary>One operation is on its way.</summary>
        Probing,
    }

    /// <summary>Whether an operation may begin; it then ends with <see cref="Pass"/> or <see cref="Fail"/>.</summary>
    public bool TryEnter(out bool isProbe)
    {
        isProbe = false;
        if (_state == State.Closed)
            return true;

        lock (_gate)
        {
            if (_state == State.Open && time.GetElapsedTime(_openedAt) >= options.BreakerPause)
                (_state, isProbe) = (State.Probing, true);
            return isProbe || _state == State.Closed;
        }
    }

    /// <returns>True when that closed the circuit.</returns>
    public bool Pass(bool isProbe)
    {
        lock (_gate)
        {
            if (isProbe)
            {
                Array.Clear(_counts);
                _state = State.Closed;
                return true;
            }

            if (_state == State.Closed)
                Current().Passed++;
            return false;
        }
    }

    /// <returns>True when that opened the circuit.</returns>
    public bool Fail(bool isProbe)
    {
        lock (_gate)
        {
            if (!isProbe && (_state != State.Closed || !CountFailure()))
                return false;
            _state = State.Open;
            _openedAt = time.GetTimestamp();
            return true;
        }
    }

    /// <returns>True when the window holds too many.</returns>
    private bool CountFailure()
    {
        Current().Failed++;
        var (passed, failed) = (0, 0);
        foreach (var count in _counts)
            (passed, failed) = (passed + count.Passed, failed + count.Failed);
        return passed + failed >= options.BreakerMinimumThroughput && failed >= options.BreakerFailureRatio * (passed + failed);
    }

    /// <summary>The counts of the present part of the window; those that fell out of it begin anew.</summary>
    private ref (int Passed, int Failed) Current()
    {
        var now = time.GetTimestamp() / _bucketTicks;
        for (var stale = Math.Min(now - _bucket, Buckets); stale > 0; stale--)
            _counts[(now - stale + 1) % Buckets] = default;
        _bucket = now;
        return ref _counts[now % Buckets];
    }
}
