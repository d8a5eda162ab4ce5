using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Tests.Clustering.Quality;

public sealed class DaviesBouldinTests
{
    [Fact]
    public void Index_of_two_pairs_is_what_a_pencil_says()
    {
        // Centroids at 10 and 100 degrees, 1 apart; members 10 degrees off.
        var spread = 1 - Math.Cos(Math.PI / 18);

        Index([Pets.At(0), Pets.At(20), Pets.At(90), Pets.At(110)], [0, 0, 1, 1]).ShouldNotBeNull().ShouldBe(2 * spread, 1e-6);
    }

    [Fact]
    public void Index_with_fewer_than_two_groups_is_undefined()
    {
        Index([Pets.At(0), Pets.At(20)], [0, 0]).ShouldBeNull();
        Index([Pets.At(0), Pets.At(20)], [-1, -1]).ShouldBeNull();
        Index([], []).ShouldBeNull();
    }

    [Fact]
    public void Index_of_groups_at_one_place_is_huge_and_of_copies_nothing()
    {
        Index([Pets.At(0), Pets.At(60), Pets.At(0), Pets.At(60)], [0, 0, 1, 1]).ShouldNotBeNull().ShouldBe(2 * (1 - Math.Cos(Math.PI / 6)) / 1e-6, 1);
        Index([[1, 0], [1, 0], [1, 0], [1, 0]], [0, 0, 1, 1]).ShouldBe(0);

        // Unit vectors in float32 are a little longer or shorter.
        var copy = Pets.Vector(new Random(1), 50);
        Index([.. Enumerable.Repeat(copy, 20)], [.. Enumerable.Range(0, 20).Select(i => i % 2)]).ShouldBe(0);
    }

    [Fact]
    public void Index_agrees_with_the_definition()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            float[][] vectors = [.. Enumerable.Range(0, random.Next(4, 60)).Select(_ => Pets.Vector(random, 6))];
            var labels = Array.ConvertAll(vectors, _ => random.Next(-1, 5));
            var groups = labels.Index().Where(photo => photo.Item >= 0).GroupBy(photo => photo.Item, photo => Unit(vectors[photo.Index])).ToArray();
            if (groups.Length < 2)
                continue;
            var centroids = Array.ConvertAll(groups, group => Unit([.. Enumerable.Range(0, 6).Select(k => group.Average(vector => vector[k]))]));
            var spreads = groups.Select((group, i) => group.Average(vector => 1 - Dot(vector, centroids[i]))).ToArray();
            var expected = Enumerable.Range(0, groups.Length).Average(i => Enumerable.Range(0, groups.Length)
                .Where(j => j != i)
                .Max(j => (spreads[i] + spreads[j]) / (1 - Dot(centroids[i], centroids[j]))));

            Index(vectors, labels).ShouldNotBeNull().ShouldBe(expected, 1e-5 * Math.Max(1, expected), $"seed {seed}");
        }
    }

    private static double? Index(float[][] vectors, int[] labels)
    {
        using var units = UnitVectors.From(Pets.Photos(vectors));
        var grouping = Grouping.FromLabels(labels);
        using var centroids = Centroids.Of(units, grouping.Groups);
        double[] spreads = [.. grouping.Groups.Select((group, i) => group.Average(photo => centroids.Distance(i, units[photo])))];
        return DaviesBouldin.Index(spreads, centroids, CancellationToken.None);
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double[] Unit(float[] vector) => Unit(Array.ConvertAll(vector, value => (double)value));

    private static double[] Unit(double[] vector) => Array.ConvertAll(vector, value => value / Math.Sqrt(Dot(vector, vector)));
}
