using System.Xml.Linq;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>A load by the second: its throughput, and under it the 99th percentile of its latency.</summary>
internal static class TimelineChart
{
    private const double Width = 420;
    private const double Height = 236;
    private const double Left = 70;
    private const double Right = Width - 14;

    private static readonly (double Top, double Bottom) Rates = (24, 104);
    private static readonly (double Top, double Bottom) Latencies = (132, 206);

    public static XElement? Of(string id, LoadResult result)
    {
        var seconds = result.Timeline;
        if (seconds.Count == 0)
            return null;

        var time = LinearScale.UpTo(Math.Max(result.Elapsed.TotalSeconds, seconds.Max(second => second.Second + 0.5)), steps: 6, Left, Right);
        var rates = LinearScale.Over(seconds.Select(second => (double)second.Succeeded), steps: 3, Rates.Bottom, Rates.Top);
        var latencies = LogScale.Over(seconds.Select(second => second.P99), most: 4, Latencies.Bottom, Latencies.Top);
        return Svg.Chart(
            id,
            $"{result.Scenario}, {Wording.Load(result.Shape)}, by the second",
            $"From {Wording.PerSecond(seconds.Min(second => second.Succeeded))} to {Wording.PerSecond(seconds.Max(second => second.Succeeded))}; "
                + $"the worst second's 99th percentile {Wording.Milliseconds(seconds.Select(second => second.P99).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max())}",
            Width,
            Height,
            Svg.Text(Left, Rates.Top - 10, "requests/s", "faint"),
            Grid(rates.Ticks, rates.At, Wording.Number),
            Svg.Curve(seconds.Where(second => seconds.Count == 1 || IsWhole(second, result)).Select(second => (Middle(second, time), rates.At(second.Succeeded))), "line rate"),
            seconds.Where(second => second.Failed > 0).Select(second => Failure(second, Middle(second, time))),
            Svg.Text(Left, Latencies.Top - 10, "p99, ms (logarithmic)", "faint"),
            Grid(latencies.Ticks, latencies.At, Wording.Number),
            Svg.Curve(seconds.Select(second => (Middle(second, time), double.IsFinite(second.P99) ? latencies.At(second.P99) : double.NaN)), "line late"),
            time.Ticks.Select(tick => Svg.Text(time.At(tick), Latencies.Bottom + 18, tick.Equals(time.Ticks[^1]) ? $"{Wording.Number(tick)} s" : Wording.Number(tick), "tick", tick.Equals(time.Ticks[^1]) ? "end" : "middle")));
    }

    private static IEnumerable<XElement> Grid(IReadOnlyList<double> ticks, Func<double, double> at, Func<double, string> label) =>
    [
        .. ticks.Select((tick, i) => Svg.Line(Left, at(tick), Right, at(tick), i == 0 ? "axis" : "grid")),
        .. ticks.Select(tick => Svg.Text(Left - 7, at(tick) + 4, label(tick), "tick", "end")),
    ];

    /// <summary>The last one may have been cut short, and then its count is no rate.</summary>
    private static bool IsWhole(LoadSecond second, LoadResult result) => result.Elapsed.TotalSeconds - second.Second > 0.95;

    private static double Middle(LoadSecond second, LinearScale time) => time.At(second.Second + 0.5);

    private static XElement Failure(LoadSecond second, double x)
    {
        var cross = Svg.Path($"M{Svg.Pair((x - 3, Rates.Bottom - 7))}L{Svg.Pair((x + 3, Rates.Bottom - 1))}M{Svg.Pair((x + 3, Rates.Bottom - 7))}L{Svg.Pair((x - 3, Rates.Bottom - 1))}", "failure");
        cross.Add(new XElement(Svg.Name("title"), $"second {second.Second}: {Wording.Count(second.Failed)} failed"));
        return cross;
    }
}
