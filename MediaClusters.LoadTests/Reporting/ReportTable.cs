namespace MediaClusters.LoadTests.Reporting;

/// <summary>What Markdown and HTML show alike, each in its own way.</summary>
internal sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public static ReportTable Circumstances(LoadReport report) => new(
        [new(""), new("")],
        [
            ["when", Wording.When(report.StartedAt)],
            ["took", Wording.Duration(report.Elapsed)],
            ["seed", report.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            .. report.Environment.Select(pair => (IReadOnlyList<string>)[pair.Key, pair.Value]),
        ]);

    public static ReportTable Goals(IReadOnlyList<Goal> goals) => new(
        [new("goal"), new("wanted"), new("measured"), new("met")],
        [.. goals.Select(goal => (IReadOnlyList<string>)[goal.Name, goal.Wanted, goal.Measured, Wording.Verdict(goal)])]);

    public static ReportTable Loads(IReadOnlyList<ReportRow> rows) => new(
        [
            new("scenario"), new("load"), Number("requests/s"), new("share of the yardstick"),
            Number("p50 ms"), Number("p95 ms"), Number("p99 ms"), Number("p99.9 ms"), Number("max ms"), Number("errors"),
        ],
        [.. rows.Select(Cells)]);

    public static ReportTable Figures(IReadOnlyList<Figure> figures) => new(
        [new("figure"), Number("value"), new("note")],
        [.. figures.Select(figure => (IReadOnlyList<string>)[figure.Name, Wording.Amount(figure), figure.Note ?? ""])]);

    private static IReadOnlyList<string> Cells(ReportRow row)
    {
        var (result, latency) = (row.Result, row.Result.Latency);
        return
        [
            result.Scenario,
            Wording.Load(result.Shape),
            Wording.Number(result.Rate),
            Wording.Share(row),
            .. ((double[])[50, 95, 99, 99.9]).Select(percent => Wording.Number(latency.Percentile(percent))),
            Wording.Number(latency.Max),
            Wording.Count(result.Failed),
        ];
    }

    private static ReportColumn Number(string name) => new(name, IsNumber: true);
}

internal sealed record ReportColumn(string Name, bool IsNumber = false);
