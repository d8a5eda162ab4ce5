using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;
using MediaClusters.Clustering.Strategies.Auto;

namespace MediaClusters.Tests.Clustering.Strategies.Auto;

public sealed class WorthTests
{
    [Fact]
    public void Of_one_group_is_held_against_strangers()
    {
        // 1 - cos 60 degrees is 0.5, of 30 degrees 0.134.
        Of([Pets.At(0), Pets.At(30)], [0, 0]).ShouldBe((0.5 - 0.133975) / 0.5, 1e-5);
        Of([Pets.At(0), Pets.At(60)], [0, 0]).ShouldBe(0, 1e-5);
        Of([Pets.At(0), Pets.At(90)], [0, 0]).ShouldBe((0.5 - 1) / 1, 1e-5);
    }

    [Fact]
    public void Of_noise_and_photos_alone_is_nothing()
    {
        Of([Pets.At(0), Pets.At(0), Pets.At(100), Pets.At(200)], [0, 0, -1, -1]).ShouldBe(0.5);
        Of([Pets.At(0), Pets.At(0), Pets.At(100), Pets.At(200)], [0, 0, 1, -1]).ShouldBe(0.5);
        Of([Pets.At(0), Pets.At(90)], [-1, -1]).ShouldBe(0);
        Of([], []).ShouldBe(0);
    }

    [Fact]
    public void Of_photos_counts_them_as_often_as_they_weigh() =>
        Of([Pets.At(0), Pets.At(0), Pets.At(100)], [0, 0, -1], [3, 5, 2]).ShouldBe(0.8, 1e-9);

    [Fact]
    public void Of_groups_nearer_than_strangers_is_the_silhouette()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var centre = Pets.Vector(random, 12);
            float[][] vectors = [.. Enumerable.Range(0, random.Next(8, 50)).Select(_ => Pets.Add(centre, Pets.Vector(random, 12), 0.5f))];
            var labels = vectors.Select((_, i) => i < 4 ? i / 2 : random.Next(4)).ToArray();
            using var distances = Labels.Distances(vectors);

            Of(vectors, labels).ShouldBe(Silhouette.Mean(Grouping.FromLabels(labels), distances, CancellationToken.None)!.Value, 1e-5, $"seed {seed}");
        }
    }

    [Fact]
    public void Of_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() => Worth.Of([0, 0], [1, 1], distances, 0.5f, new CancellationToken(canceled: true)));
    }

    private static double Of(float[][] vectors, int[] labels, int[]? weights = null)
    {
        using var distances = Labels.Distances(vectors);
        return Worth.Of(labels, weights ?? Labels.Ones(labels.Length), distances, 0.5f, CancellationToken.None);
    }
}
