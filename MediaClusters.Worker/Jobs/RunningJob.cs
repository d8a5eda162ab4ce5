using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Worker.Jobs;

/// <summary>Why a running job was told to stop.</summary>
internal enum Interruption
{
    None,
    LeaseLost,
    Stopping,
}

/// <summary>
/// One attempt while it runs: its lease by this machine's monotonic clock, and the token that ends it. The database
/// judges leases; the local deadline only spares work that could not be written any more.
/// </summary>
internal sealed class RunningJob : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _usableLease;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _interrupt;
    private readonly ITimer _deadline;
    private bool _settling;
    private bool _disposed;

    /// <param name="job">The claim.</param>
    /// <param name="claimSent">Timestamp of before the claim was sent: the lease cannot have begun earlier.</param>
    /// <param name="usableLease">The length of a lease less a margin.</param>
    /// <param name="timeout">How long the attempt may take.</param>
    /// <param name="time">The clock.</param>
    public RunningJob(ClaimedJob job, long claimSent, TimeSpan usableLease, TimeSpan timeout, TimeProvider time)
    {
        Job = job;
        _time = time;
        _usableLease = usableLease;
        _timeout = timeout;
        _interrupt = new(timeout, time);
        Token = _interrupt.Token;
        _deadline = time.CreateTimer(static job => ((RunningJob)job!).LoseLease(), this, Remaining(claimSent), Timeout.InfiniteTimeSpan);
    }

    public ClaimedJob Job { get; }

    /// <summary>Cancelled by an interruption or by the time-out.</summary>
    public CancellationToken Token { get; }

    public Interruption Interruption { get; private set; }

    /// <summary>The attempt's end; set once, right after it was started.</summary>
    public Task<JobOutcome> Completion { get; set; } = Task.FromResult(JobOutcome.Lost);

    /// <summary>True while the lease is worth renewing: nothing has ended the attempt and its last write is not under way.</summary>
    public bool NeedsLease
    {
        get
        {
            lock (_lock)
                return !_settling && !_disposed && Interruption == Interruption.None;
        }
    }

    /// <summary>Moves the local deadline after a renewal that was sent at <paramref name="renewalSent"/>.</summary>
    public void ExtendLease(long renewalSent)
    {
        lock (_lock)
        {
            if (!_disposed)
                _deadline.Change(Remaining(renewalSent), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for what other jobs hold. The time-out starts when the turn has come: their time is not this one's.</summary>
    public async Task WaitForTurnAsync(SemaphoreSlim turn)
    {
        SetTimeout(Timeout.InfiniteTimeSpan);
        await turn.WaitAsync(Token);
        SetTimeout(_timeout);
    }

    /// <summary>
    /// Announces the attempt's last write, which ends the job. From here on a missing lease proves nothing, since the
    /// write itself gives it up; the write's fence tells the truth.
    /// </summary>
    /// <returns>False when the attempt was interrupted before.</returns>
    public bool TrySettle()
    {
        lock (_lock)
        {
            if (Interruption != Interruption.None)
                return false;
            return _settling = true;
        }
    }

    /// <summary>The job belongs to someone else now.</summary>
    /// <returns>False when that came too late to matter.</returns>
    public bool LoseLease()
    {
        lock (_lock)
            return !_settling && !Fencing.IsRemoved && Interrupt(Interruption.LeaseLost);
    }

    /// <summary>The worker stops and will hand the job back.</summary>
    public void Stop()
    {
        lock (_lock)
            Interrupt(Interruption.Stopping);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _deadline.Dispose();
            _interrupt.Dispose();
        }
    }

    private void SetTimeout(TimeSpan timeout)
    {
        lock (_lock)
        {
            if (!_disposed)
                _interrupt.CancelAfter(timeout);
        }
    }

    private bool Interrupt(Interruption reason)
    {
        if (_disposed || Interruption != Interruption.None)
            return false;

        Interruption = reason;

        // Asynchronously: callbacks must not run under the lock.
        _ = _interrupt.CancelAsync();
        return true;
    }

    private TimeSpan Remaining(long since)
    {
        var remaining = _usableLease - _time.GetElapsedTime(since);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
