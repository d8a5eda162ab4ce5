using System.Globalization;
using System.Xml.Linq;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Pictures;

/// <summary>A page of pets and what a strategy finds in them.</summary>
internal static class Picture
{
    private const int Columns = 3;
    private const double Gap = 16;
    private const double Header = 92;

    public static XDocument Of(Contender contender, IReadOnlyList<LabelledPet> pets, CancellationToken cancellationToken)
    {
        var columns = Math.Min(Columns, pets.Count);
        var rows = (pets.Count + columns - 1) / columns;
        var width = Math.Max((columns * (Panel.Width + Gap)) + Gap, 660);
        var height = Header + (rows * (Panel.Height + Gap));
        var size = string.Create(CultureInfo.InvariantCulture, $"0 0 {width:0} {height:0}");
        return new XDocument(new XElement(
            Svg.Name("svg"),
            new XAttribute("viewBox", size),
            new XAttribute("width", width),
            new XAttribute("height", height),
            new XAttribute("font-family", "system-ui, 'DejaVu Sans', 'Liberation Sans', sans-serif"),
            Svg.Rectangle(0, 0, width, height, "#f6f6f4", "none"),
            Svg.Text(Gap, 38, $"Groups found by {contender.Name}", 22, Marks.Ink, bold: true),
            Key(),
            pets.Select((pet, i) => Svg.Moved(
                Panel.Of(pet, contender.Prepare(pet, cancellationToken)(), cancellationToken),
                Gap + (i % columns * (Panel.Width + Gap)),
                Header + (i / columns * (Panel.Height + Gap))))));
    }

    private static XElement Key()
    {
        const double Line = 70;
        var key = new XElement(Svg.Name("g"));
        key.Add(Svg.Mark(0, 24, Line - 4, 5, Marks.Ink), Svg.Mark(1, 40, Line - 4, 5, Marks.Ink), Svg.Mark(2, 56, Line - 4, 5, Marks.Ink), Svg.Text(68, Line, "true groups", 13, Marks.Ink));
        key.Add(Svg.Mark(LabelledPet.Outlier, 166, Line - 4, 4, Marks.Ink), Svg.Text(176, Line, "in no true group", 13, Marks.Ink));
        key.Add(Svg.Dot(300, Line - 4, 5, Marks.Colours[0]), Svg.Dot(314, Line - 4, 5, Marks.Colours[1]), Svg.Text(325, Line, "found groups", 13, Marks.Ink));
        key.Add(Svg.Dot(430, Line - 4, 5, Marks.LeftOut), Svg.Text(440, Line, "left out", 13, Marks.Ink));
        key.Add(Svg.Ring(510, Line - 4, 7, good: true), Svg.Text(522, Line, "hero", 13, Marks.Ink));
        key.Add(Svg.Ring(572, Line - 4, 7, good: false), Svg.Text(584, Line, "poor hero", 13, Marks.Ink));
        return key;
    }
}
