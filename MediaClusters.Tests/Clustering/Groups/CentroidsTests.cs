using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class CentroidsTests
{
    [Fact]
    public void Distance_is_to_the_direction_of_the_mean()
    {
        var distances = Distances(Pets.At(0), Pets.At(20), Pets.At(10));

        distances[0].ShouldBe(1 - Math.Cos(10 * Math.PI / 180), 1e-7);
        distances[1].ShouldBe(distances[0], 1e-7);
        distances[2].ShouldBe(0, 1e-7);
    }

    [Fact]
    public void Distance_of_one_photo_is_zero() => Distances([3, -4, 12])[0].ShouldBe(0, 1e-7);

    [Fact]
    public void Distance_to_vectors_that_cancel_out_is_one()
    {
        Distances([1, 0], [-1, 0]).ShouldBe([1, 1]);
        Distances([.. Enumerable.Range(0, 7).Select(i => Pets.At(i * 360.0 / 7))]).ShouldAllBe(distance => distance == 1);
    }

    [Fact]
    public void Of_leaves_other_photos_out()
    {
        using var vectors = UnitVectors.From(Pets.Photos([1, 0], [0, 1], [1, 0]));
        using var centroids = Centroids.Of(vectors, [[0, 2], [1]]);

        centroids[0].ToArray().ShouldBe([1, 0]);
        centroids[1].ToArray().ShouldBe([0, 1]);
        (centroids.Count, centroids.Length(0), centroids.Length(1)).ShouldBe((2, 2, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(14)]
    [InlineData(384)]
    public void Of_agrees_with_plain_sums_in_any_dimension(int dimensions)
    {
        var random = new Random(dimensions);
        var photos = Pets.Photos([.. Enumerable.Range(0, 9).Select(_ => Pets.Add(Pets.Vector(random, dimensions), Pets.Vector(new Random(1), dimensions), 2))]);
        using var vectors = UnitVectors.From(photos);
        using var centroids = Centroids.Of(vectors, [[0, 3, 4, 8]]);

        var sum = new double[dimensions];
        foreach (var photo in new[] { 0, 3, 4, 8 })
        {
            for (var k = 0; k < dimensions; k++)
                sum[k] += vectors[photo][k];
        }

        var length = Math.Sqrt(sum.Sum(value => value * value));
        centroids.Length(0).ShouldBe(length, 1e-9);
        for (var photo = 0; photo < photos.Length; photo++)
        {
            var dot = 0.0;
            for (var k = 0; k < dimensions; k++)
                dot += sum[k] * vectors[photo][k];
            centroids.Similarity(0, vectors[photo]).ShouldBe(dot / length, 2e-7);
        }
    }

    private static double[] Distances(params float[][] photos)
    {
        using var vectors = UnitVectors.From(Pets.Photos(photos));
        using var centroids = Centroids.Of(vectors, [[.. Enumerable.Range(0, photos.Length)]]);
        return [.. Enumerable.Range(0, photos.Length).Select(photo => centroids.Distance(0, vectors[photo]))];
    }
}
