using System.Diagnostics;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>How long something took, round by round. The least is what it costs undisturbed, the median what to expect.</summary>
internal sealed class Timing
{
    private readonly double[] _times;

    /// <summary>Milliseconds of each round, at least one.</summary>
    public Timing(IEnumerable<double> times) => _times = [.. times.Order()];

    public double Least => _times[0];

    public double Median => _times[_times.Length / 2];

    public double P95 => _times[Math.Min(_times.Length - 1, _times.Length * 95 / 100)];

    /// <summary>Times an action that is warm: at least so many rounds, and for at least so long.</summary>
    public static Timing Of(Action action, int rounds, TimeSpan atLeast, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var total = Stopwatch.StartNew();
        while (times.Count < rounds || total.Elapsed < atLeast)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new Timing(times);
    }

    /// <summary>
    /// Runs an action until its code is compiled for good. That happens in the background, stage by stage, each once
    /// nothing new has been called for a tenth of a second: so the time counts, not the number of rounds.
    /// </summary>
    public static void Warm(Action action, CancellationToken cancellationToken) => Of(action, 3, TimeSpan.FromSeconds(1.5), cancellationToken);

    /// <summary>The rounds of several timings together.</summary>
    public static Timing Together(IEnumerable<Timing> timings) => new(timings.SelectMany(timing => timing._times));
}
