using System.Globalization;

namespace MediaClusters.Evaluation.Pictures;

/// <summary>Shapes and colours. Colours are told apart by the colour-blind as far as so many can be (Okabe and Ito, extended).</summary>
internal static class Marks
{
    public const string LeftOut = "#9a9a9a";
    public const string Ink = "#222222";
    public const string Faint = "#666666";

    public static IReadOnlyList<string> Colours { get; } =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7b4bb3", "#8c6d1f", "#b5bd00", "#a8203a", "#17806d", "#44546a"];

    // Corners as fractions of the size, chosen so that all shapes cover about the same area.
    private static readonly (double X, double Y)[][] Shapes =
    [
        [],
        Corners(4, 45, 1.25),
        Corners(3, -90, 1.55),
        Corners(4, 0, 1.3),
        Corners(3, 90, 1.55),
        Corners(6, 0, 1.15),
        Star(),
        Corners(5, -90, 1.2),
        Plus(),
        Corners(3, 0, 1.55),
    ];

    public static string Colour(int group) => group < 0 ? LeftOut : Colours[group % Colours.Count];

    /// <summary>The path of a true group's shape around a point; a negative group's is a cross of strokes.</summary>
    public static string Shape(int group, double x, double y, double size)
    {
        if (group < 0)
            return string.Create(CultureInfo.InvariantCulture, $"M{x - size:0.#},{y - size:0.#}l{2 * size:0.#},{2 * size:0.#}m0,{-2 * size:0.#}l{-2 * size:0.#},{2 * size:0.#}");

        var shape = Shapes[group % Shapes.Length];
        if (shape.Length == 0)
            return string.Create(CultureInfo.InvariantCulture, $"M{x - size:0.#},{y:0.#}a{size:0.#},{size:0.#} 0 1 0 {2 * size:0.#},0a{size:0.#},{size:0.#} 0 1 0 {-2 * size:0.#},0z");
        return $"M{string.Join('L', shape.Select(corner => string.Create(CultureInfo.InvariantCulture, $"{x + (size * corner.X):0.#},{y + (size * corner.Y):0.#}")))}z";
    }

    private static (double X, double Y)[] Corners(int count, double from, double radius) =>
        [.. Enumerable.Range(0, count).Select(i => At(from + (360.0 * i / count), radius))];

    private static (double X, double Y)[] Star() =>
        [.. Enumerable.Range(0, 10).Select(i => At(-90 + (36 * i), i % 2 == 0 ? 1.6 : 0.7))];

    private static (double X, double Y)[] Plus() =>
        [(-0.45, -1.3), (0.45, -1.3), (0.45, -0.45), (1.3, -0.45), (1.3, 0.45), (0.45, 0.45), (0.45, 1.3), (-0.45, 1.3), (-0.45, 0.45), (-1.3, 0.45), (-1.3, -0.45), (-0.45, -0.45)];

    private static (double X, double Y) At(double degrees, double radius)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return (radius * cosine, radius * sine);
    }
}
