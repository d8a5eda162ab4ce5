using System.Diagnostics;

namespace MediaClusters.LoadTests.Load;

/// <summary>What one caller measures in a phase. Its own alone, but for the counts, which others may read at any time.</summary>
internal sealed class CallerTally(Timeline timeline, long start)
{
    private readonly LatencyHistogram _latency = new();
    private int _second;
    private long _failedInSecond;
    private long _succeeded;
    private long _failed;

    public long Succeeded => Volatile.Read(ref _succeeded);

    public long Failed => Volatile.Read(ref _failed);

    /// <param name="from">Timestamp of the intended start.</param>
    /// <param name="to">Timestamp of the end.</param>
    public void Succeed(long from, long to)
    {
        MoveTo(to);
        _latency.Record(Stopwatch.GetElapsedTime(from, to));
        Volatile.Write(ref _succeeded, _succeeded + 1);
    }

    public void Fail(long at)
    {
        MoveTo(at);
        _failedInSecond++;
        Volatile.Write(ref _failed, _failed + 1);
    }

    /// <summary>Hands in what is left at the phase's end.</summary>
    public void Flush()
    {
        if (_latency.Count == 0 && _failedInSecond == 0)
            return;
        timeline.Add(_second, _latency, _failedInSecond);
        _latency.Clear();
        _failedInSecond = 0;
    }

    private void MoveTo(long timestamp)
    {
        var second = (int)((timestamp - start) / Stopwatch.Frequency);
        if (second == _second)
            return;
        Flush();
        _second = second;
    }
}
