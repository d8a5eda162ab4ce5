using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Tests.Clustering;

/// <summary>Photos for tests: ids ascend with the position, vectors come from seeds.</summary>
internal static class Pets
{
    private static readonly string[] Poses = ["front", "side", "back", "asleep"];

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Guid Id(int position) => new($"00000000-0000-7000-8000-{position:x12}");

    public static Photo[] Photos(params float[][] vectors) =>
        [.. vectors.Select((vector, i) => new Photo(Id(i), vector))];

    /// <summary>A vector in the plane.</summary>
    public static float[] At(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return [(float)cos, (float)sin];
    }

    /// <summary>Vectors that are all at one cosine distance from each other.</summary>
    public static float[][] Simplex(int count, double distance) =>
        [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count + 1)
            .Select(k => k == count ? (float)Math.Sqrt(1 - distance) : k == i ? (float)Math.Sqrt(distance) : 0)
            .ToArray())];

    public static float[] Vector(Random random, int dimensions)
    {
        var vector = new float[dimensions];
        for (var k = 0; k < dimensions; k++)
            vector[k] = (float)((random.NextDouble() * 2) - 1);
        return vector;
    }

    /// <summary>Some groups, outliers and copies in random order, with signals that are partly missing.</summary>
    public static Photo[] Planted(int seed, int dimensions = 64)
    {
        var random = new Random(seed);
        var vectors = new List<float[]>();
        for (var group = random.Next(5); group >= 0; group--)
        {
            var centre = Vector(random, dimensions);
            for (var i = random.Next(1, 15); i > 0; i--)
                vectors.Add(Add(centre, Vector(random, dimensions), 0.4f));
        }

        for (var i = random.Next(8); i > 0; i--)
            vectors.Add(Vector(random, dimensions));
        for (var i = random.Next(5); i > 0; i--)
            vectors.Add(vectors[random.Next(vectors.Count)]);

        var shuffled = vectors.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled.Select((vector, i) => new Photo(
            Id(i),
            vector,
            random.Next(4) == 0 ? null : random.NextDouble(),
            random.Next(4) == 0 ? null : Poses[random.Next(Poses.Length)],
            random.Next(4) == 0 ? null : Start.AddDays(random.Next(700))))];
    }

    public static float[] Add(float[] vector, float[] other, float times) =>
        [.. vector.Zip(other, (left, right) => left + (times * right))];

    /// <summary>Unit vectors at given cosine distances, which only have to be such as vectors can have: by Cholesky's decomposition.</summary>
    public static float[][] FromDistances(Func<int, int, double> distance, int count)
    {
        var rows = new double[count][];
        for (var i = 0; i < count; i++)
        {
            rows[i] = new double[count];
            for (var j = 0; j <= i; j++)
            {
                var rest = (i == j ? 1 : 1 - distance(j, i)) - Enumerable.Range(0, j).Sum(k => rows[i][k] * rows[j][k]);
                rows[i][j] = i == j ? Math.Sqrt(rest) : rest / rows[j][j];
            }
        }

        return [.. rows.Select(row => Array.ConvertAll(row, value => (float)value))];
    }

    /// <summary>A set of photos as text: their positions in ascending order.</summary>
    public static string Text(IEnumerable<Guid> ids) =>
        string.Join(' ', ids.Order().Select(id => Convert.ToInt32(id.ToString("N")[20..], 16)));

    /// <summary>A result as text: equal text, equal result.</summary>
    public static string Text(ClusteringResult result) => JsonSerializer.Serialize(result);
}
