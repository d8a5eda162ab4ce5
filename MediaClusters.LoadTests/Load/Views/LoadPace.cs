using System.Diagnostics;
using System.Globalization;

namespace MediaClusters.LoadTests.Load.Views;

/// <summary>A load's rate over about the last second, from what it says now and then.</summary>
internal sealed class LoadPace(ILoadProgress load)
{
    private readonly Queue<(long At, LoadSnapshot Snapshot)> _seen = [];

    public (string Name, LoadSnapshot Now, double Rate) Measure()
    {
        var (at, now) = (Stopwatch.GetTimestamp(), load.Snapshot());
        // A new phase counts from zero.
        if (_seen.TryPeek(out var first) && first.Snapshot.WarmingUp != now.WarmingUp)
            _seen.Clear();
        while (_seen.Count > 1 && Stopwatch.GetElapsedTime(_seen.Peek().At, at) > TimeSpan.FromSeconds(1))
            _seen.Dequeue();

        var rate = _seen.TryPeek(out first)
            ? (now.Succeeded - first.Snapshot.Succeeded) / Stopwatch.GetElapsedTime(first.At, at).TotalSeconds
            : now.Succeeded / Math.Max(now.Elapsed.TotalSeconds, 0.001);
        _seen.Enqueue((at, now));
        return (load.Name, now, rate);
    }

    public static string Describe(LoadSnapshot now, double rate) => string.Create(
        CultureInfo.InvariantCulture, $"{rate:F0}/s, p50 {Milliseconds(now.P50)}, p99 {Milliseconds(now.P99)}, {now.Failed} failed");

    private static string Milliseconds(double value)
        => double.IsNaN(value) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:0.##} ms");
}
