namespace MediaClusters.MigrationService.Progress;

/// <summary>Rate and time left, from the first report on: what was done before an interruption took other time.</summary>
internal sealed class Pace(TimeProvider time)
{
    private readonly Lock _lock = new();
    private WorkProgress? _first;
    private long _started;

    public WorkProgress? Last { get; private set; }

    public void Report(WorkProgress progress)
    {
        lock (_lock)
        {
            if (_first is null)
                (_first, _started) = (progress, time.GetTimestamp());
            Last = progress;
        }
    }

    /// <returns>Units a second, and the time left where that can be told.</returns>
    public (double Rate, TimeSpan? Left) Measure()
    {
        lock (_lock)
        {
            var seconds = _first is null ? 0 : time.GetElapsedTime(_started).TotalSeconds;
            if (seconds <= 0 || Last!.Done <= _first!.Done)
                return (0, null);
            var rate = (Last.Done - _first.Done) / seconds;
            return (rate, Last.Total is { } total ? TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, total - Last.Done) / rate)) : null);
        }
    }
}
