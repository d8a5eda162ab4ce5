using System.Globalization;
using System.Xml.Linq;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Pictures;

/// <summary>One pet: title, its photos in the plane, and what the colours stand for.</summary>
internal static class Panel
{
    public const double Width = 480;
    public const double Height = 440;

    private const double Margin = 16;
    private const double Top = 54;
    private const double Bottom = 42;
    private const double LegendStep = 42;

    public static XElement Of(LabelledPet pet, Outcome outcome, CancellationToken cancellationToken)
    {
        var size = Math.Round(Math.Clamp(40 / Math.Sqrt(pet.Photos.Count + 1), 2.2, 5), 1);
        var places = Fit(Projection.Of(pet.Photos, cancellationToken), 3 * size);
        return new XElement(
            Svg.Name("g"),
            Svg.Rectangle(0, 0, Width, Height, "#ffffff", "#d8d8d8"),
            Svg.Text(Margin, 26, $"{pet.Family}, seed {pet.Seed}", 16, Marks.Ink, bold: true),
            Svg.Text(Margin, 44, Subtitle(pet, outcome), 12, Marks.Faint),
            Photos(pet, outcome, places, size),
            Rings(pet, outcome, places, size),
            Legend(outcome));
    }

    private static string Subtitle(LabelledPet pet, Outcome outcome)
    {
        var scores = Scores.Of(pet, outcome);
        var index = scores.AdjustedRand is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) : "–";
        return $"{Count(pet.Photos.Count, "photo")}, d = {pet.Dimensions}: {Count(pet.Groups.Distinct().Count(group => group >= 0), "true group")}, {outcome.Heroes.Length} found; ARI {index}";
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static IEnumerable<XElement> Photos(LabelledPet pet, Outcome outcome, (double X, double Y)[] places, double size) =>
        Enumerable.Range(0, places.Length)
            .OrderBy(photo => outcome.Labels[photo] >= 0)
            .Select(photo => Svg.Mark(pet.Groups[photo], places[photo].X, places[photo].Y, pet.Groups[photo] < 0 ? 0.8 * size : size, Marks.Colour(outcome.Labels[photo])));

    private static IEnumerable<XElement> Rings(LabelledPet pet, Outcome outcome, (double X, double Y)[] places, double size) =>
        outcome.Heroes.Select(hero => Svg.Ring(places[hero].X, places[hero].Y, (1.6 * size) + 2.5, good: pet.GoodHeroes[hero]));

    /// <summary>Largest groups first, as many as fit.</summary>
    private static IEnumerable<XElement> Legend(Outcome outcome)
    {
        const double Line = Height - 17;
        var sizes = outcome.Labels.Where(label => label >= 0).CountBy(label => label).OrderByDescending(group => group.Value).ThenBy(group => group.Key).ToArray();
        var x = Margin + 48;
        yield return Svg.Text(Margin, Line, "found", 12, Marks.Faint);
        foreach (var (label, count) in sizes.Take(Math.Min(sizes.Length, 7)))
        {
            yield return Svg.Dot(x, Line - 4, 5, Marks.Colour(label));
            yield return Svg.Text(x + 9, Line, count.ToString(CultureInfo.InvariantCulture), 12, Marks.Ink);
            x += LegendStep;
        }

        if (sizes.Length > 7)
            yield return Svg.Text(x - 4, Line, $"+{sizes.Length - 7}", 12, Marks.Faint);
        var left = outcome.Labels.Count(label => label < 0);
        yield return Svg.Dot(Width - 96, Line - 4, 5, Marks.LeftOut);
        yield return Svg.Text(Width - 87, Line, $"{left} left out", 12, Marks.Ink);
    }

    /// <summary>To the middle of the panel, as large as it holds, without distorting distances.</summary>
    private static (double X, double Y)[] Fit((double X, double Y)[] places, double room)
    {
        if (places.Length == 0)
            return places;

        var (left, right) = (places.Min(place => place.X), places.Max(place => place.X));
        var (low, high) = (places.Min(place => place.Y), places.Max(place => place.Y));
        var (width, height) = (Width - (2 * (Margin + room)), Height - Top - Bottom - (2 * room));
        var scale = Math.Min(width / Math.Max(right - left, 1e-9), height / Math.Max(high - low, 1e-9));
        var (middleX, middleY) = (Width / 2, Top + ((Height - Top - Bottom) / 2));
        return Array.ConvertAll(places, place => (
            middleX + ((place.X - ((left + right) / 2)) * scale),
            middleY + ((place.Y - ((low + high) / 2)) * scale)));
    }
}
