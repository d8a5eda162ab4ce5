using System.Text.RegularExpressions;
using System.Xml.Linq;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Reporting.Html;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed partial class HtmlReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Hostile_names_stay_text()
    {
        var html = HtmlReport.Of(Reports.Hostiles());
        var page = Parse(html);

        page.Descendants().Select(element => element.Name.LocalName).ShouldNotContain(name => name == "script" || name == "b");
        page.Descendants().Attributes().ShouldNotContain(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        html.ShouldNotContain("<b ");
        html.ShouldNotContain("<script");
        html.Split("</style>").Length.ShouldBe(2);
        page.Descendants().Single(element => element.Name.LocalName == "h1").Value.ShouldBe(Reports.Hostile.Replace("\r\n", "\uFFFD\n", StringComparison.Ordinal).Replace('\0', '\uFFFD').Replace('\uD800', '\uFFFD'));
    }

    [Fact]
    public void Page_needs_nothing_else()
    {
        var html = HtmlReport.Of(Typical());

        External().Matches(html.Replace("http://www.w3.org/", "", StringComparison.Ordinal)).ShouldBeEmpty();
        html.ShouldContain("default-src 'none'");
        Parse(html).Descendants().Attributes("style").ShouldBeEmpty();
    }

    [Fact]
    public void No_element_of_html_is_begun_and_ended_at_once() =>
        EmptyElement().Matches(WithoutSvg(HtmlReport.Of(Reports.Of(new ReportSection("", "", [new(Reports.Result(""))], [new("", 0, "", "")])))))
            .Select(match => match.Groups["name"].Value).Where(name => name is not "meta").ShouldBeEmpty();

    [Fact]
    public void Charts_are_told_about_and_links_lead_somewhere()
    {
        var page = Parse(HtmlReport.Of(Typical()));
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToArray();

        ids.ShouldBeUnique();
        page.Descendants().Attributes("href").Select(href => href.Value[1..]).ShouldBe(["goals", "reads", "reads-2", "goals-2", "section"]);
        page.Descendants().Attributes("href").Select(href => href.Value[1..]).ShouldAllBe(anchor => ids.Contains(anchor));
        var charts = page.Descendants(Svg + "svg").Where(svg => (string?)svg.Attribute("role") == "img").ToArray();
        charts.Length.ShouldBe(1 + (2 + 2) + (2 + 1));
        charts.SelectMany(chart => ((string)chart.Attribute("aria-labelledby")!).Split(' ')).ShouldAllBe(id => ids.Contains(id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(600)]
    public void Charts_hold_any_number_of_seconds(int seconds)
    {
        var page = Parse(HtmlReport.Of(Reports.Of(Reports.Section("Reads", new ReportRow(Reports.Result("latest", milliseconds: [.. Enumerable.Range(1, seconds)]))))));

        page.Descendants(Svg + "svg").Count(svg => ((string?)svg.Attribute("aria-labelledby"))?.Contains(".time.", StringComparison.Ordinal) == true).ShouldBe(Math.Min(seconds, 1));
        (seconds == 1 || page.Descendants(Svg + "polyline").Any() == seconds > 1).ShouldBeTrue("a curve is drawn, and of nothing none");
        Numbers(page).ShouldAllBe(text => !text.Contains("NaN", StringComparison.Ordinal) && !text.Contains('∞') && !text.Contains('E', StringComparison.Ordinal));
    }

    [Fact]
    public void Charts_hold_what_is_no_number_and_what_is_far_apart()
    {
        ReportRow[] rows =
        [
            .. Enumerable.Range(0, 20).Select(i => new ReportRow(Reports.Result(new string('x', i * 40), milliseconds: [0.001 * Math.Pow(10, i * 7 / 19.0), 10_000]), "bare", i switch { 0 => double.NaN, 1 => 0, 2 => double.PositiveInfinity, 3 => 1e-300, _ => i })),
            new(Reports.Result("none") with { Timeline = [new(0, 0, 9, double.NaN, double.NaN, double.NaN), new(1, 5, 0, 1, 1, 1), new(2, 0, 9, double.NaN, double.NaN, double.NaN)] }),
            new(Reports.Result("zero", milliseconds: 0)),
        ];

        var page = Parse(HtmlReport.Of(Reports.Of(Reports.Section("Reads", rows))));

        Numbers(page).ShouldAllBe(text => !text.Contains("NaN", StringComparison.Ordinal) && !text.Contains('∞') && !text.Contains('E', StringComparison.Ordinal));
    }

    [Fact]
    public void Empty_report_is_a_page() =>
        Parse(HtmlReport.Of(Reports.Of() with { Goals = [], Environment = [] })).Descendants().ShouldNotContain(element => element.Name.LocalName == "svg" || element.Name.LocalName == "nav");

    private static LoadReport Typical() => Reports.Of(
        Reports.Section("Reads", new ReportRow(Reports.Result("latest", milliseconds: [1, 2]), "bare", 0.5), new ReportRow(Reports.Result("history", LoadShape.Arrivals.Constant(5, 1, TimeSpan.FromSeconds(2)), milliseconds: [3, 4]))),
        Reports.Section("Reads", new ReportRow(Reports.Result("latest", failure: "503", milliseconds: [1, 2]))),
        Reports.Section("Goals"),
        Reports.Section("…"));

    private static XDocument Parse(string html)
    {
        html.ShouldStartWith("<!DOCTYPE html>\n");
        return XDocument.Parse(html["<!DOCTYPE html>\n".Length..], LoadOptions.PreserveWhitespace);
    }

    private static IEnumerable<string> Numbers(XDocument page) => page.Descendants()
        .Where(element => element.Name.Namespace == Svg)
        .Attributes()
        .Where(attribute => attribute.Name.LocalName is "x" or "y" or "x1" or "x2" or "y1" or "y2" or "cx" or "cy" or "d" or "points" or "width" or "height" or "viewBox")
        .Select(attribute => attribute.Value);

    private static string WithoutSvg(string html) => Drawing().Replace(html, "");

    [GeneratedRegex("(https?:|//[a-z]|url\\(|@import|<link|<script|<img|<iframe| src=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex External();

    [GeneratedRegex("<(?<name>[a-z0-9]+)[^<>]*/>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EmptyElement();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Drawing();
}
