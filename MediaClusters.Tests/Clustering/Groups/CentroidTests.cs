using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class CentroidTests
{
    [Fact]
    public void Distances_are_to_the_direction_of_the_mean()
    {
        var distances = Distances(Pets.At(0), Pets.At(20), Pets.At(10));

        distances[0].ShouldBe(1 - Math.Cos(10 * Math.PI / 180), 1e-7);
        distances[1].ShouldBe(distances[0], 1e-7);
        distances[2].ShouldBe(0, 1e-7);
    }

    [Fact]
    public void Distances_of_one_photo_are_zero() => Distances([3, -4, 12])[0].ShouldBe(0, 1e-7);

    [Fact]
    public void Distances_of_vectors_that_cancel_out_are_one()
    {
        Distances([1, 0], [-1, 0]).ShouldBe([1, 1]);
        Distances([.. Enumerable.Range(0, 7).Select(i => Pets.At(i * 360.0 / 7))]).ShouldAllBe(distance => distance == 1);
    }

    [Fact]
    public void Distances_leave_other_photos_out()
    {
        using var vectors = UnitVectors.From(Pets.Photos([1, 0], [0, 1], [1, 0]));

        Centroid.Distances(vectors, [0, 2]).ShouldBe([0, 0]);
    }

    private static double[] Distances(params float[][] vectors)
    {
        using var units = UnitVectors.From(Pets.Photos(vectors));
        return Centroid.Distances(units, [.. Enumerable.Range(0, vectors.Length)]);
    }
}
