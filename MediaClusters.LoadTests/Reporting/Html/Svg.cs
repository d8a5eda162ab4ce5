using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>Elements of SVG 1.1, coloured by the page's style.</summary>
/// <remarks>With the charts beside it, stands for a charting library such as ScottPlot or Plotly, for the few kinds of charts that a report has.</remarks>
internal static class Svg
{
    public const double TextSize = 13;

    private static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    public static XName Name(string local) => Space + local;

    /// <summary>A picture that a reader without eyes for it is told about.</summary>
    public static XElement Chart(string id, string title, string description, double width, double height, params object?[] content) => new(
        Name("svg"),
        new XAttribute("class", "chart"),
        new XAttribute("role", "img"),
        new XAttribute("aria-labelledby", $"{id}.title {id}.desc"),
        new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width:0.#} {height:0.#}")),
        new XElement(Name("title"), new XAttribute("id", $"{id}.title"), title),
        new XElement(Name("desc"), new XAttribute("id", $"{id}.desc"), description),
        content);

    public static XElement Text(double x, double y, string text, string look = "", string anchor = "start") => new(
        Name("text"), At("x", x), At("y", y), Class(look), anchor == "start" ? null : new XAttribute("text-anchor", anchor), text);

    public static XElement Line(double x1, double y1, double x2, double y2, string look) => new(
        Name("line"), At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2), Class(look));

    /// <summary>A bar, seen even where it stands for next to nothing.</summary>
    public static XElement Bar(double x, double y, double width, double height, string look, string title) => new(
        Name("rect"), At("x", x), At("y", y), At("width", Math.Max(1.5, width)), At("height", height), At("rx", 2), Class(look), new XElement(Name("title"), title));

    public static XElement Path(string data, string look) => new(Name("path"), new XAttribute("d", data), Class(look));

    /// <summary>Lines through points, and a dot for one that has no neighbour; where a point is no number the line breaks.</summary>
    public static IEnumerable<XElement> Curve(IEnumerable<(double X, double Y)> points, string look)
    {
        var piece = new List<(double X, double Y)>();
        foreach (var point in points.Append((X: double.NaN, Y: double.NaN)))
        {
            if (double.IsFinite(point.Y))
            {
                piece.Add(point);
                continue;
            }

            if (piece is [var alone])
                yield return new(Name("circle"), At("cx", alone.X), At("cy", alone.Y), At("r", 2.5), Class($"{look} dot"));
            else if (piece.Count > 1)
                yield return new(Name("polyline"), new XAttribute("points", string.Join(' ', piece.Select(Pair))), Class(look));
            piece.Clear();
        }
    }

    /// <summary>As much of a text as a width holds, by what letters take on average.</summary>
    public static string Fit(string text, double width)
    {
        if (Width(text) <= width)
            return text;
        var fitting = new StringBuilder();
        var room = width - TextSize;
        foreach (var letter in text.EnumerateRunes())
        {
            room -= Width(letter);
            if (room < 0)
                break;
            fitting.Append(letter);
        }

        return fitting.Append('…').ToString();
    }

    public static double Width(string text) => text.EnumerateRunes().Sum(Width);

    public static string Pair((double X, double Y) point) => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}");

    private static double Width(Rune letter) => TextSize * letter.Value switch
    {
        >= 0x1100 => 1.05,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.9,
        >= 'A' and <= 'Z' => 0.7,
        _ => 0.58,
    };

    private static XAttribute? Class(string look) => look.Length == 0 ? null : new("class", look);

    private static XAttribute At(string name, double value) => new(name, value.ToString("0.##", CultureInfo.InvariantCulture));
}
