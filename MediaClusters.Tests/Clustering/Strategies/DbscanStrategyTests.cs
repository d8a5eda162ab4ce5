using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Tests.Clustering.Strategies;

public sealed class DbscanStrategyTests
{
    // 1 - cos(10 degrees) is 0.0152, of 20 degrees 0.0603.
    private const double TenDegrees = 0.016;

    [Fact]
    public void Assign_a_distance_of_exactly_epsilon_is_a_neighbour()
    {
        Labels.Of([[1, 0], [0, 1]], epsilon: 1, minSamples: 2).ShouldBe([0, 0]);
        Labels.Of([[1, 0], [0, 1]], epsilon: 0.9999, minSamples: 2).ShouldBe([-1, -1]);
    }

    [Fact]
    public void Assign_chains_of_neighbours_are_one_group()
    {
        float[][] chain = [.. Enumerable.Range(0, 19).Select(i => Pets.At(i * 10))];

        Labels.Of(chain, TenDegrees, minSamples: 2).ShouldAllBe(label => label == 0);
    }

    [Fact]
    public void Assign_a_border_photo_joins_the_first_group_that_reaches_it()
    {
        // Two groups of cores at 0 and 20 degrees; the photo at 10 degrees has one core neighbour in each, and is none.
        float[][] vectors = [Pets.At(21), Pets.At(22), Pets.At(20), Pets.At(10), Pets.At(-1), Pets.At(-2), Pets.At(0), Pets.At(23), Pets.At(-3)];

        Labels.Of(vectors, TenDegrees, minSamples: 4).ShouldBe([0, 0, 0, 0, 1, 1, 1, 0, 1]);
        Labels.Of([.. vectors.Reverse()], TenDegrees, minSamples: 4).ShouldBe([0, 1, 0, 0, 0, 0, 1, 1, 1]);
    }

    [Fact]
    public void Assign_a_border_photo_before_its_cores_does_not_number_the_group()
    {
        // The first photo is a border of the second group to be found.
        float[][] vectors = [Pets.At(10), Pets.At(90), Pets.At(91), Pets.At(92), Pets.At(93), Pets.At(0), Pets.At(1), Pets.At(-1), Pets.At(-2)];

        Labels.Of(vectors, TenDegrees, minSamples: 4).ShouldBe([1, 0, 0, 0, 0, 1, 1, 1, 1]);
    }

    [Fact]
    public void Assign_min_samples_one_leaves_no_noise()
    {
        Labels.Of([Pets.At(0), Pets.At(90), Pets.At(180)], TenDegrees, minSamples: 1).ShouldBe([0, 1, 2]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void Assign_agrees_with_the_queue_of_the_paper(int dimensions)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            float[][] vectors = [.. Enumerable.Range(0, random.Next(1, 160)).Select(_ => Pets.Vector(random, dimensions))];
            var (epsilon, minSamples) = (random.NextDouble() * 0.02 * dimensions * dimensions, random.Next(1, 9));
            using var distances = Labels.Distances(vectors);

            Labels.Of(new DbscanStrategy(epsilon, minSamples), distances)
                .ShouldBe(ReferenceDbscan.Assign(Labels.Rows(distances), (float)epsilon, minSamples), $"seed {seed}");
        }
    }

    [Fact]
    public void Assign_a_photo_counts_as_often_as_it_weighs()
    {
        using var distances = Labels.Distances([Pets.At(0), Pets.At(5), Pets.At(90)]);
        var labels = new int[3];

        new DbscanStrategy(TenDegrees, 4).Assign(distances, [1, 2, 4], labels, CancellationToken.None);
        labels.ShouldBe([-1, -1, 0]);

        new DbscanStrategy(TenDegrees, 4).Assign(distances, [1, 3, 3], labels, CancellationToken.None);
        labels.ShouldBe([0, 0, -1]);
    }

    [Fact]
    public void Assign_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() => new DbscanStrategy(0.15, 2).Assign(distances, [1, 1], new int[2], new CancellationToken(canceled: true)));
    }
}
