using System.Globalization;
using System.Xml.Linq;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>Latency by percentile: a line for each load, the rare slow answers given as much room as the usual ones.</summary>
internal static class PercentileChart
{
    private const double Width = 800;
    private const double Height = 340;
    private const double Left = 84;
    private const double Right = Width - 36;
    private const double Top = 12;
    private const double Bottom = Height - 30;
    private const double Rarest = 4;

    private static readonly double[] Ticks = [50, 90, 99, 99.9, 99.99];

    public static XElement Of(string id, IReadOnlyList<ReportRow> rows)
    {
        var curves = rows.Select(row => Curve(row.Result.Latency).ToArray()).ToArray();
        var scale = LogScale.Over(curves.SelectMany(curve => curve.Select(point => point.Milliseconds)), most: 12, Bottom, Top);
        return Svg.Chart(
            id,
            "Latency by percentile, in ms, on a logarithmic scale",
            string.Join("; ", rows.Select(row => $"{Name(row)}: half within {Wording.Milliseconds(row.Result.Latency.Percentile(50))}, 99 % within {Wording.Milliseconds(row.Result.Latency.Percentile(99))}")),
            Width,
            Height,
            scale.Ticks.Select(tick => Svg.Line(Left, scale.At(tick), Right, scale.At(tick), "grid")),
            scale.Ticks.Select(tick => Svg.Text(Left - 8, scale.At(tick) + 4, Wording.Milliseconds(tick), "tick", "end")),
            Ticks.Select(percent => Svg.Line(Place(Rarity(percent)), Top, Place(Rarity(percent)), Bottom, percent > 50 ? "grid" : "axis")),
            Ticks.Select(percent => Svg.Text(Place(Rarity(percent)), Bottom + 20, string.Create(CultureInfo.InvariantCulture, $"{percent} %"), "tick", "middle")),
            curves.Select((curve, i) => Drawn(curve, scale, i)));
    }

    public static string Name(ReportRow row) => $"{row.Result.Scenario}, {Wording.Load(row.Result.Shape)}";

    private static IEnumerable<XElement> Drawn((double Rarity, double Milliseconds)[] curve, LogScale scale, int series) =>
    [
        .. Svg.Curve(curve.Select(point => (Place(point.Rarity), scale.At(point.Milliseconds))), SeriesLook.Line(series)),
        .. curve.Where(point => Ticks.Any(percent => Math.Abs(Rarity(percent) - point.Rarity) < 1e-9))
            .Select(point => SeriesLook.Mark(series, Place(point.Rarity), scale.At(point.Milliseconds))),
    ];

    /// <summary>Up to the percentile that one answer of those measured was slower than: beyond it, the slowest one would make a plain.</summary>
    private static IEnumerable<(double Rarity, double Milliseconds)> Curve(LatencyHistogram latency)
    {
        if (latency.Count == 0)
            return [];
        var last = Math.Max(Rarity(50), Math.Min(Rarest, Math.Log10(latency.Count)));
        return Enumerable.Range(0, 80).Select(i => Rarity(50) + (0.05 * i))
            .Concat(Ticks.Select(Rarity))
            .Append(last)
            .Where(rarity => rarity <= last + 1e-9)
            .Order()
            .Select(rarity => (rarity, latency.Percentile(100 * (1 - Math.Pow(10, -rarity)))));
    }

    /// <summary>How many nines: 99 % is 2.</summary>
    private static double Rarity(double percent) => -Math.Log10(1 - (percent / 100));

    private static double Place(double rarity) => Left + ((Right - Left) * (rarity - Rarity(50)) / (Rarest - Rarity(50)));
}
