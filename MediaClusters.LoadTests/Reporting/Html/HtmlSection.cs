using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

internal static class HtmlSection
{
    public static XElement Of(ReportSection section, string anchor) => HtmlPage.Element(
        "section",
        new XAttribute("id", anchor),
        HtmlPage.Element("h2", section.Title),
        section.Text.Length > 0 ? HtmlPage.Element("p", section.Text) : null,
        Loads(section.Rows, anchor),
        section.Figures.Count > 0 ? HtmlTable.Of(ReportTable.Figures(section.Figures), $"Figures: {section.Title}") : null);

    private static IEnumerable<XElement?> Loads(IReadOnlyList<ReportRow> rows, string anchor)
    {
        if (rows.Count == 0)
            yield break;

        yield return Figure(
            rows.Any(row => row.Yardstick is not null) ? "Requests a second; thin: what each is compared with" : "Requests a second",
            RateChart.Of($"chart.{anchor}.rates", rows));
        yield return HtmlTable.Of(ReportTable.Loads(rows), "Throughput and latency");
        yield return Failures(rows);
        yield return Figure(
            "Latency by percentile",
            PercentileChart.Of($"chart.{anchor}.percentiles", rows),
            SeriesLook.Legend([.. rows.Select(PercentileChart.Name)]));
        yield return HtmlPage.Element("div", HtmlPage.Class("multiples"), rows.Select((row, i) => Timeline(row, $"chart.{anchor}.time.{i}")));
    }

    private static XElement? Failures(IReadOnlyList<ReportRow> rows)
    {
        var failed = rows.Where(row => row.Result.Failed > 0).ToArray();
        return failed.Length == 0 ? null : HtmlPage.Element("ul", HtmlPage.Class("failures"), failed.Select(row => HtmlPage.Element("li", Wording.Failure(row.Result))));
    }

    private static XElement? Timeline(ReportRow row, string id) =>
        TimelineChart.Of(id, row.Result) is { } chart ? Figure($"{PercentileChart.Name(row)}, by the second", chart) : null;

    private static XElement Figure(string caption, XElement chart, XElement? legend = null) =>
        HtmlPage.Element("figure", HtmlPage.Element("figcaption", caption), chart, legend);
}
