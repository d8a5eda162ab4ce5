using MediaClusters.Clustering;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Tests.Clustering.Distances;

public sealed class DistanceMatrixTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 384)]
    [InlineData(63, 17)]
    [InlineData(64, 512)]
    [InlineData(65, 3)]
    [InlineData(130, 768)]
    public void Measure_agrees_with_double_precision_for_every_pair(int count, int dimensions)
    {
        var random = new Random(count);
        float[][] vectors = [.. Enumerable.Range(0, count).Select(_ => Pets.Vector(random, dimensions))];
        using var distances = Labels.Distances(vectors);

        var rows = Labels.Rows(distances);

        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                ((double)rows[i][j]).ShouldBe(i == j ? 0 : Exact(vectors[i], vectors[j]), 1e-6, $"{i}, {j}");
            rows[i][(i + 1)..].ShouldBe(distances.After(i).ToArray());
        }
    }

    [Fact]
    public void Measure_copies_are_no_distance_apart_and_opposites_two()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var vector = Pets.Vector(new Random(seed), 1 + seed);
            using var distances = Labels.Distances([vector, vector, Array.ConvertAll(vector, value => -value)]);

            ((double)distances.After(0)[0]).ShouldBeInRange(0, 1e-6);
            ((double)distances.After(0)[1]).ShouldBeInRange(2 - 1e-6, 2);
        }
    }

    [Fact]
    public void Select_takes_rows_and_columns_in_the_order_given()
    {
        using var all = Labels.Distances([Pets.At(0), Pets.At(10), Pets.At(50), Pets.At(90)]);
        int[] photos = [3, 0, 2];

        using var selected = all.Select(photos);

        for (var i = 0; i < photos.Length; i++)
            selected.Row(i).ToArray().ShouldBe(photos.Select(photo => all[photos[i], photo]));
    }

    [Fact]
    public void Measure_without_photos_has_no_rows()
    {
        using var distances = Labels.Distances([]);

        distances.Count.ShouldBe(0);
    }

    [Fact]
    public void Measure_stops_when_cancelled()
    {
        using var vectors = UnitVectors.From(Pets.Photos([1, 0], [0, 1]));

        Should.Throw<OperationCanceledException>(() => DistanceMatrix.Measure(vectors, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Measure_more_pairs_than_a_block_holds_overflows_before_any_work()
    {
        using var vectors = UnitVectors.From([.. Enumerable.Range(0, 46_341).Select(i => new Photo(Pets.Id(i), new float[] { 1 }))]);

        Should.Throw<OverflowException>(() => DistanceMatrix.Measure(vectors, CancellationToken.None));
    }

    private static double Exact(float[] left, float[] right)
    {
        var (dot, lefts, rights) = (0.0, 0.0, 0.0);
        for (var k = 0; k < left.Length; k++)
        {
            dot += (double)left[k] * right[k];
            lefts += (double)left[k] * left[k];
            rights += (double)right[k] * right[k];
        }

        return 1 - (dot / Math.Sqrt(lefts * rights));
    }
}
