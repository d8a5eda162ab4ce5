using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>A run on one page that needs nothing else: no network, no script, no fonts.</summary>
internal static class HtmlReport
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static string Of(LoadReport report)
    {
        var anchors = Anchors.Of(report.Sections.Select(section => section.Title));
        return HtmlPage.Write(HtmlPage.Element(
            "html",
            new XAttribute("lang", "en"),
            HtmlPage.Element(
                "head",
                HtmlPage.Element("meta", new XAttribute("charset", "utf-8")),
                HtmlPage.Element("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
                HtmlPage.Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                HtmlPage.Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                HtmlPage.Element("title", report.Title),
                HtmlPage.Element("style", HtmlStyle.Text)),
            HtmlPage.Element(
                "body",
                HtmlPage.Element(
                    "header",
                    HtmlPage.Element("h1", report.Title),
                    HtmlTable.Of(ReportTable.Circumstances(report), "When, where and with what it was measured")),
                Contents(report, anchors),
                HtmlPage.Element(
                    "main",
                    Goals(report.Goals),
                    report.Sections.Zip(anchors, HtmlSection.Of)))));
    }

    private static XElement? Contents(LoadReport report, IReadOnlyList<string> anchors) => report.Goals.Count + anchors.Count == 0 ? null : HtmlPage.Element(
        "nav",
        new XAttribute("aria-label", "Contents"),
        HtmlPage.Element(
            "ul",
            report.Goals.Count > 0 ? Link(Anchors.Goals, $"Goals: {GoalStrip.Summary(report.Goals)}") : null,
            report.Sections.Zip(anchors, (section, anchor) => Link(anchor, section.Title))));

    private static XElement Link(string anchor, string text) => HtmlPage.Element("li", HtmlPage.Element("a", new XAttribute("href", $"#{anchor}"), text));

    private static XElement? Goals(IReadOnlyList<Goal> goals) => goals.Count == 0 ? null : HtmlPage.Element(
        "section",
        new XAttribute("id", Anchors.Goals),
        HtmlPage.Element("h2", "Goals"),
        HtmlPage.Element("figure", HtmlPage.Class("goals"), GoalStrip.Of(goals), HtmlPage.Element("figcaption", $"{GoalStrip.Summary(goals)}, in the order of the table")),
        HtmlTable.Of(ReportTable.Goals(goals), "Goals"));
}
