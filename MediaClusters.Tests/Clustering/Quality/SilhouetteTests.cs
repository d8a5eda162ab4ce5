using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Tests.Clustering.Quality;

public sealed class SilhouetteTests
{
    [Fact]
    public void Mean_of_two_pairs_is_what_a_pencil_says()
    {
        // Inside 1 - cos 60 = 0.5; to the other pair 1 and 1 - cos 150, or 1 and 1 - cos 30.
        float[][] vectors = [Pets.At(0), Pets.At(60), Pets.At(90), Pets.At(150)];
        var near = (1 + 1 - Math.Cos(Math.PI / 6)) / 2;
        var far = (1 + 1 + Math.Cos(Math.PI / 6)) / 2;

        Mean(vectors, [0, 0, 1, 1]).ShouldNotBeNull().ShouldBe((((far - 0.5) / far) + ((near - 0.5) / near)) / 2, 1e-6);
    }

    [Fact]
    public void Mean_with_fewer_than_two_groups_is_undefined()
    {
        Mean([], []).ShouldBeNull();
        Mean([Pets.At(0), Pets.At(9)], [0, 0]).ShouldBeNull();
        Mean([Pets.At(0), Pets.At(9)], [-1, -1]).ShouldBeNull();
        Mean([Pets.At(0), Pets.At(9)], [-1, 0]).ShouldBeNull();
    }

    [Fact]
    public void Mean_a_photo_alone_counts_zero()
    {
        Mean([Pets.At(0), Pets.At(90)], [0, 1]).ShouldBe(0);
        Mean([Pets.At(0), Pets.At(0), Pets.At(90)], [0, 0, 1]).ShouldNotBeNull().ShouldBe(2.0 / 3, 1e-6);
    }

    [Fact]
    public void Mean_of_copies_in_two_groups_is_zero() =>
        Mean([[1, 0], [1, 0], [1, 0], [1, 0]], [0, 0, 1, 1]).ShouldBe(0);

    [Fact]
    public void Mean_leaves_noise_out()
    {
        float[][] vectors = [Pets.At(0), Pets.At(5), Pets.At(90), Pets.At(95)];

        Mean([.. vectors, Pets.At(45)], [0, 0, 1, 1, -1]).ShouldBe(Mean(vectors, [0, 0, 1, 1]));
    }

    [Fact]
    public void Mean_agrees_with_the_definition()
    {
        for (var seed = 0; seed < 80; seed++)
        {
            var random = new Random(seed);
            float[][] vectors = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Pets.Vector(random, 6))];
            var groups = random.Next(1, 8);
            var labels = Array.ConvertAll(vectors, _ => random.Next(-1, groups));
            using var distances = Labels.Distances(vectors);

            var expected = ByDefinition(Labels.Rows(distances), labels);
            if (expected is { } mean)
                Mean(vectors, labels).ShouldNotBeNull($"seed {seed}").ShouldBe(mean, 1e-9, $"seed {seed}");
            else
                Mean(vectors, labels).ShouldBeNull($"seed {seed}");
        }
    }

    [Fact]
    public void Mean_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() => Silhouette.Mean(Grouping.FromLabels([0, 1]), distances, new CancellationToken(canceled: true)));
    }

    private static double? Mean(float[][] vectors, int[] labels)
    {
        using var distances = Labels.Distances(vectors);
        return Silhouette.Mean(Grouping.FromLabels(labels), distances, CancellationToken.None);
    }

    private static double? ByDefinition(float[][] distances, int[] labels)
    {
        var groups = labels.Index().Where(photo => photo.Item >= 0).GroupBy(photo => photo.Item, photo => photo.Index).ToArray();
        if (groups.Length < 2)
            return null;

        return groups.SelectMany(own => own.Select(photo =>
        {
            if (own.Count() == 1)
                return 0;
            var a = own.Where(other => other != photo).Average(other => (double)distances[photo][other]);
            var b = groups.Where(group => group != own).Min(group => group.Average(other => (double)distances[photo][other]));
            return (b - a) / Math.Max(a, b);
        })).Average();
    }
}
