using System.Globalization;
using OpenTelemetry.Metrics;

namespace MediaClusters.ServiceDefaults.Metrics;

/// <summary>Turns OpenTelemetry's names into Prometheus': <c>queue.oldest_age</c> in <c>s</c> is <c>queue_oldest_age_seconds</c>.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds", ["min"] = "minutes", ["h"] = "hours", ["d"] = "days",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["%"] = "percent", ["m"] = "meters", ["V"] = "volts", ["Hz"] = "hertz",
    };

    public static string For(Metric metric) =>
        For(metric.Name, metric.Unit, metric.MetricType is MetricType.LongSum or MetricType.DoubleSum, metric.MetricType is MetricType.LongGauge or MetricType.DoubleGauge);

    public static string For(string name, string unit, bool isCounter, bool isGauge)
    {
        var result = Clean(name, allowColon: true);
        var suffix = Unit(unit);
        if (suffix.Length > 0 && !result.EndsWith("_" + suffix, StringComparison.Ordinal) && !result.EndsWith("_" + suffix + "_total", StringComparison.Ordinal))
            result = $"{result}_{suffix}";
        if (isGauge && unit == "1" && !result.EndsWith("_ratio", StringComparison.Ordinal))
            result += "_ratio";
        if (isCounter && !result.EndsWith("_total", StringComparison.Ordinal))
            result += "_total";
        return result;
    }

    public static string Label(string name) => Clean(name, allowColon: false);

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    // {requests} is a note for people, and "1" is no unit; "By/s" reads bytes per second.
    private static string Unit(string unit)
    {
        if (unit.Length == 0 || unit == "1" || unit[0] == '{')
            return "";
        var slash = unit.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? Units.GetValueOrDefault(unit, Clean(unit, allowColon: false))
            : $"{Unit(unit[..slash])}_per_{Unit(unit[(slash + 1)..]).TrimEnd('s')}".Trim('_');
    }

    private static string Clean(string name, bool allowColon)
    {
        Span<char> buffer = stackalloc char[256];
        var length = 0;
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
            buffer[length++] = '_';
        foreach (var character in name)
        {
            if (length == buffer.Length)
                break;
            var valid = char.IsAsciiLetterOrDigit(character) || (allowColon && character == ':');
            if (valid || length == 0 || buffer[length - 1] != '_')
                buffer[length++] = valid ? character : '_';
        }

        return new string(buffer[..length]);
    }
}
