using System.Diagnostics;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>How long something takes.</summary>
/// <param name="Median">Milliseconds.</param>
/// <param name="P95">Milliseconds.</param>
internal sealed record Timing(double Median, double P95)
{
    /// <summary>Times an action, compiled and warm: at least so many rounds, and for at least so long.</summary>
    public static Timing Of(Action action, int rounds, TimeSpan atLeast, CancellationToken cancellationToken)
    {
        // Hot methods are compiled anew in the background after thirty calls.
        var warm = Stopwatch.StartNew();
        for (var i = 0; i < 3 || (i < 200 && warm.Elapsed < atLeast); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            action();
        }

        var times = new List<double>();
        var total = Stopwatch.StartNew();
        while (times.Count < rounds || total.Elapsed < atLeast)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return new Timing(times[times.Count / 2], times[Math.Min(times.Count - 1, times.Count * 95 / 100)]);
    }
}
