using System.Globalization;
using System.Text;

namespace MediaClusters.Chaos;

/// <summary>A report as Markdown, which reads as well where nothing renders it.</summary>
internal static class ReportText
{
    private const int ShownViolations = 50;

    public static string Of(ChaosReport report)
    {
        var text = new StringBuilder();
        Line(text, $"# A run under faults: {(report.Violations.Count == 0 ? "no violations" : $"{report.Violations.Count} violations")}");
        Line(text, $"");
        Line(text, $"`{report.Plan.Command}` with {report.Plan.Pets} pets and {report.Plan.Rate:F0} requests/s.");
        Line(text, $"");
        Table(text, ["what", "figure"],
        [
            ["jobs accepted", Text(report.Jobs)],
            ["versions written", Text(report.Versions)],
            ["requests", Text(report.History.Calls.Count)],
            ["requests that did not come for the many that waited", Text(report.TurnedAway)],
            ["reads of newest versions judged", Text(report.History.Sightings.Count)],
            ["faults", Text(report.History.Faults.Count)],
            ["violations", Text(report.Violations.Count)],
            ["writes of attempts that no longer held their job, thrown away", Text(report.FencedWrites)],
            ["attempts that were lost, those among them", Text(report.LostAttempts)],
            ["attempts whose lease ran out and was taken back", Text(report.ReapedAttempts)],
            ["throughput after the faults, of that before", report.History.Throughput is { } throughput ? $"{throughput.Share.ToString("P0", CultureInfo.InvariantCulture)} of {Text(throughput.Usual)}/s" : "-"],
        ]);
        Line(text, $"## Faults");
        Table(text, ["kind", "times", "seconds"], [.. report.Faults.Select(fault => new[] { fault.Kind, Text(fault.Count), fault.Seconds.ToString("F1", CultureInfo.InvariantCulture) })]);
        Line(text, $"## Recovery, from the return of what was away, in milliseconds");
        Table(text, ["after the return of", "seen", "not judged", "p50", "p99", "max"], [.. report.Recoveries.Select(row => new[] { row.Dependency, Text(row.Count), Text(row.NotJudged), Text(row.P50), Text(row.P99), Text(row.Max) })]);
        Line(text, $"## Requests");
        Table(text, ["route", "answer", "times"], [.. report.Requests.Select(row => new[] { row.Route, row.Status, Text(row.Count) })]);

        if (report.Violations.Count > 0)
            Line(text, $"## Violations");
        foreach (var violation in report.Violations.Take(ShownViolations))
        {
            Line(text, $"- **{violation.Check}**: {violation.What}");
            foreach (var piece in violation.Evidence)
                Line(text, $"  - `{piece.ReplaceLineEndings(" ")}`");
        }

        if (report.Violations.Count > ShownViolations)
            Line(text, $"- and {report.Violations.Count - ShownViolations} more");
        return text.ToString();
    }

    private static void Table(StringBuilder text, string[] header, IReadOnlyList<string[]> rows)
    {
        var widths = header.Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        Line(text, $"");
        Row(header);
        Line(text, $"|{string.Join('|', widths.Select((width, i) => i == 0 ? new string('-', width + 2) : $"{new string('-', width + 1)}:"))}|");
        foreach (var row in rows)
            Row(row);
        Line(text, $"");

        void Row(string[] cells) => Line(text, $"| {string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))} |");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Text(double? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";
}
