using System.Globalization;
using System.Xml.Linq;

namespace MediaClusters.Evaluation.Pictures;

/// <summary>Elements of SVG 1.1.</summary>
internal static class Svg
{
    private static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    public static XName Name(string local) => Space + local;

    public static XElement Rectangle(double x, double y, double width, double height, string fill, string stroke) => new(
        Name("rect"), At("x", x), At("y", y), At("width", width), At("height", height), At("rx", 6), new XAttribute("fill", fill), new XAttribute("stroke", stroke));

    public static XElement Text(double x, double y, string text, double size, string fill, bool bold = false) => new(
        Name("text"), At("x", x), At("y", y), At("font-size", size), new XAttribute("fill", fill), bold ? new XAttribute("font-weight", "600") : null, text);

    public static XElement Dot(double x, double y, double radius, string fill) => new(
        Name("circle"), At("cx", x), At("cy", y), At("r", radius), new XAttribute("fill", fill));

    /// <summary>A hero's ring: whole around a good one, broken around another.</summary>
    public static XElement Ring(double x, double y, double radius, bool good) => new(
        Name("circle"),
        At("cx", x),
        At("cy", y),
        At("r", radius),
        new XAttribute("fill", "none"),
        new XAttribute("stroke", Marks.Ink),
        At("stroke-width", 1.8),
        good ? null : new XAttribute("stroke-dasharray", "3 2.4"));

    /// <summary>A photo: the shape of its true group.</summary>
    public static XElement Mark(int group, double x, double y, double size, string colour) => group < 0
        ? new(Name("path"), new XAttribute("d", Marks.Shape(group, x, y, size)), new XAttribute("stroke", colour), At("stroke-width", 2), new XAttribute("fill", "none"))
        : new(Name("path"), new XAttribute("d", Marks.Shape(group, x, y, size)), new XAttribute("fill", colour), new XAttribute("stroke", "#ffffff"), At("stroke-width", 0.7));

    /// <summary>Moves an element.</summary>
    public static XElement Moved(XElement element, double x, double y)
    {
        element.Add(new XAttribute("transform", string.Create(CultureInfo.InvariantCulture, $"translate({x:0.#},{y:0.#})")));
        return element;
    }

    private static XAttribute At(string name, double value) => new(name, value.ToString("0.##", CultureInfo.InvariantCulture));
}
