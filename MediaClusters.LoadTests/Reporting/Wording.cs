using System.Globalization;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Reporting;

/// <summary>Figures and loads in words, the same in every report.</summary>
internal static class Wording
{
    public const string Unknown = "–";

    /// <summary>Three digits that count, or all before the point: 12,345; 12.3; 0.83. A dash for what has no meaning.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return Unknown;
        if (value is 0)
            return "0";
        var format = Math.Abs(value) switch
        {
            < 0.00001 or >= 1e15 => "0.##e+0",
            < 0.001 => "0.#####",
            < 1 => "0.###",
            < 10 => "0.##",
            < 100 => "0.#",
            _ => "#,0",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string PerSecond(double rate) => Amount(new("", rate, "/s"));

    public static string Milliseconds(double value) => Amount(new("", value, "ms"));

    public static string Ratio(double value) => double.IsFinite(value) ? value.ToString("#,0.00", CultureInfo.InvariantCulture) : Unknown;

    public static string Amount(Figure figure) => figure switch
    {
        { Unit: "" } => Number(figure.Value),
        _ when !double.IsFinite(figure.Value) => Unknown,
        { Unit: ['/' or '%', ..] } => $"{Number(figure.Value)}{figure.Unit}",
        _ => $"{Number(figure.Value)} {figure.Unit}",
    };

    public static string Load(LoadShape shape) => shape switch
    {
        LoadShape.Arrivals { From: var from, To: var to } when from.Equals(to) => $"{PerSecond(to)}, open loop",
        LoadShape.Arrivals { From: var from, To: var to } => $"{PerSecond(from)} to {PerSecond(to)}, open loop",
        _ => $"{Count(shape.Connections)} {(shape.Connections == 1 ? "connection" : "connections")}, closed loop",
    };

    public static string Share(ReportRow row) => row.Yardstick is { } yardstick ? $"{Ratio(row.ShareOfYardstick ?? double.NaN)} of {yardstick}" : "";

    public static string Verdict(Goal goal) => goal.IsMet ? "met" : "MISSED";

    public static string Failure(LoadResult result) =>
        $"{result.Scenario} ({Load(result.Shape)}): {Count(result.Failed)} failed{(result.FirstFailure is { Length: > 0 } failure ? $", such as {failure}" : "")}";

    public static string When(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(1))
            return $"{Number(time.TotalSeconds)} s";
        var minutes = (long)Math.Round(time.TotalSeconds) / 60;
        return $"{Count(minutes)} min {(long)Math.Round(time.TotalSeconds) % 60} s";
    }
}
