using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>How the lines of a chart are told apart: by colour, by mark, and from the ninth on by dashes as well.</summary>
internal static class SeriesLook
{
    public const int Colours = 8;

    private const int Dashes = 3;

    public static string Line(int series) => $"line c{series % Colours} d{series / Colours % Dashes}";

    public static XElement Mark(int series, double x, double y) => Svg.Path(Shape(series, x, y), $"mark c{series % Colours}");

    /// <summary>Under a chart rather than in it, where no name is too long.</summary>
    public static XElement? Legend(IReadOnlyList<string> names) => names.Count == 0 ? null : HtmlPage.Element(
        "ul",
        HtmlPage.Class("legend"),
        names.Select((name, i) => HtmlPage.Element(
            "li",
            new XElement(
                Svg.Name("svg"),
                new XAttribute("class", "swatch"),
                new XAttribute("viewBox", "0 0 40 12"),
                new XAttribute("aria-hidden", "true"),
                Svg.Line(1, 6, 39, 6, Line(i)),
                Mark(i, 20, 6)),
            HtmlPage.Element("span", name))));

    private static string Shape(int series, double x, double y)
    {
        (double X, double Y)[] corners = (series % 4) switch
        {
            0 => [(-3.4, -3.4), (3.4, -3.4), (3.4, 3.4), (-3.4, 3.4)],
            1 => [(0, -4.8), (4.6, 3.4), (-4.6, 3.4)],
            2 => [(0, -5), (5, 0), (0, 5), (-5, 0)],
            _ => [(-4.6, -3.4), (4.6, -3.4), (0, 4.8)],
        };
        return $"M{string.Join('L', corners.Select(corner => Svg.Pair((x + corner.X, y + corner.Y))))}Z";
    }
}
