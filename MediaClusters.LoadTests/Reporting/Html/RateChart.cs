using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>Requests a second: a bar for each load, and a thin one beneath for its yardstick.</summary>
internal static class RateChart
{
    private const double Width = 800;
    private const double Bottom = 26;
    private const double TextHeight = 18;
    private const double BarHeight = 13;
    private const double YardstickHeight = 6;
    private const double Gap = 12;

    public static XElement Of(string id, IReadOnlyList<ReportRow> rows)
    {
        var scale = LinearScale.Over(rows.SelectMany(row => (double[])[row.Result.Rate, Yardstick(row)]), steps: 6, from: 1, to: Width - 24);
        var height = rows.Sum(Height);
        var bars = new List<XElement>();
        var y = 0.0;
        foreach (var row in rows)
        {
            bars.AddRange(Bars(row, y, scale));
            y += Height(row);
        }

        return Svg.Chart(
            id,
            "Requests a second",
            string.Join("; ", rows.Select(row => $"{row.Result.Scenario}, {Wording.Load(row.Result.Shape)}: {Measured(row)}")),
            Width,
            height + Bottom,
            scale.Ticks.Select(tick => Svg.Line(scale.At(tick), 0, scale.At(tick), height, tick > 0 ? "grid" : "axis")),
            scale.Ticks.Select(tick => Svg.Text(scale.At(tick), height + 18, Wording.Number(tick), "tick", tick > 0 ? "middle" : "start")),
            bars);
    }

    private static IEnumerable<XElement> Bars(ReportRow row, double top, LinearScale scale)
    {
        var (name, measured) = (row.Result.Scenario, Measured(row));
        var right = Svg.Fit(measured, Width * 0.55);
        var room = Width - Svg.Width(right) - 24;
        var left = Svg.Fit(name, room);
        yield return Svg.Text(6, top + 13, left, "strong halo");

        var load = Svg.Fit(Wording.Load(row.Result.Shape), room - Svg.Width(left) - 16);
        if (load.Length > 1)
            yield return Svg.Text(6 + (Svg.Width(left) * 1.08) + 10, top + 13, load, "faint halo");
        yield return Svg.Text(Width - 4, top + 13, right, "halo", "end");

        if (row.Result.Rate is > 0 and < double.PositiveInfinity)
            yield return Svg.Bar(1, top + TextHeight, scale.At(row.Result.Rate) - 1, BarHeight, "bar", $"{name}: {measured}");
        if (Yardstick(row) is var yardstick && double.IsFinite(yardstick))
            yield return Svg.Bar(1, top + TextHeight + BarHeight + 2, scale.At(yardstick) - 1, YardstickHeight, "yardstick", $"{row.Yardstick}: {Wording.PerSecond(yardstick)}");
    }

    private static double Height(ReportRow row) => TextHeight + BarHeight + Gap + (double.IsFinite(Yardstick(row)) ? YardstickHeight + 2 : 0);

    private static string Measured(ReportRow row)
    {
        var rate = Wording.PerSecond(row.Result.Rate);
        return double.IsFinite(Yardstick(row)) ? $"{rate} = {Wording.Share(row)}, {Wording.PerSecond(Yardstick(row))}" : rate;
    }

    /// <summary>Follows from rate and share, wherever in the run the yardstick was measured.</summary>
    private static double Yardstick(ReportRow row) =>
        row is { Yardstick: not null, ShareOfYardstick: { } share } && share > 0 && double.IsFinite(row.Result.Rate / share) ? row.Result.Rate / share : double.NaN;
}
