using MediaClusters.Clustering.Strategies.Hdbscan;

namespace MediaClusters.Tests.Clustering.Strategies.Hdbscan;

public sealed class HdbscanStrategyTests
{
    // The algorithm of the paper, with no bound to what may be one group.
    private static readonly HdbscanOptions Paper = new() { MinSamples = 3, MinClusterSize = 3, AllowSingleCluster = false, MaxReach = 2 };

    [Fact]
    public void Assign_groups_of_different_density_are_found_at_once()
    {
        float[][] vectors =
        [
            .. Enumerable.Range(0, 6).Select(i => Pets.At(i * 0.5)),
            .. Enumerable.Range(0, 6).Select(i => Pets.At(40 + (i * 5))),
            Pets.At(170),
        ];

        Of(vectors, Paper).ShouldBe([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, -1]);
    }

    [Fact]
    public void Assign_the_most_stable_level_wins()
    {
        // Two pairs of pairs: near each other they are two groups of four, far from each other four of two.
        var options = new HdbscanOptions { MinSamples = 1, MinClusterSize = 2, AllowSingleCluster = false, MaxReach = 2 };

        Of([Pets.At(0), Pets.At(8), Pets.At(17), Pets.At(25), Pets.At(100), Pets.At(108), Pets.At(117), Pets.At(125)], options)
            .ShouldBe([0, 0, 0, 0, 1, 1, 1, 1]);
        Of([Pets.At(0), Pets.At(2), Pets.At(17), Pets.At(19), Pets.At(100), Pets.At(102), Pets.At(117), Pets.At(119)], options)
            .ShouldBe([0, 0, 1, 1, 2, 2, 3, 3]);
    }

    [Fact]
    public void Assign_all_photos_are_one_group_only_where_that_is_allowed()
    {
        float[][] vectors = [.. Enumerable.Range(0, 12).Select(i => Pets.At(i * 2))];

        Of(vectors, new HdbscanOptions { MinSamples = 3, MinClusterSize = 3 }).ShouldAllBe(label => label == 0);
        Of(vectors, new HdbscanOptions { MinSamples = 3, MinClusterSize = 3, AllowSingleCluster = false }).ShouldAllBe(label => label == -1);
    }

    [Fact]
    public void Assign_photos_out_of_reach_are_noise()
    {
        // 1 - cos 45 degrees is 0.29.
        float[][] vectors = [Pets.At(0), Pets.At(5), Pets.At(10), Pets.At(55)];

        Of(vectors, new HdbscanOptions { MaxReach = 0.28 }).ShouldBe([0, 0, 0, -1]);
        Of(vectors, new HdbscanOptions { MaxReach = 0.3 }).ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Assign_photos_count_as_often_as_they_weigh()
    {
        float[][] vectors = [Pets.At(0), Pets.At(8), Pets.At(90)];
        var options = new HdbscanOptions { MinSamples = 4, MinClusterSize = 4 };

        Of(vectors, options, [1, 2, 3]).ShouldBe([-1, -1, -1]);
        Of(vectors, options, [2, 2, 3]).ShouldBe([0, 0, -1]);
        Of(vectors, options, [2, 2, 4]).ShouldBe([0, 0, 1]);
        Of(vectors, options, [int.MaxValue, int.MaxValue, 1]).ShouldBe([0, 0, -1]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Assign_agrees_with_the_definitions(int dimensions)
    {
        for (var seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            float[][] vectors = [.. Enumerable.Range(0, random.Next(1, 26)).Select(_ => Pets.Vector(random, dimensions))];
            for (var copies = random.Next(4); copies > 0; copies--)
                vectors[random.Next(vectors.Length)] = vectors[random.Next(vectors.Length)];
            var weights = Array.ConvertAll(vectors, _ => random.Next(2) == 0 ? 1 : random.Next(1, 6));
            var options = new HdbscanOptions
            {
                MinSamples = random.Next(1, 6),
                MinClusterSize = random.Next(2, 7),
                AllowSingleCluster = random.Next(2) == 0,
                MaxReach = random.Next(2) == 0 ? 2 : random.NextDouble(),
            };
            using var distances = Labels.Distances(vectors);

            var expected = new ReferenceHdbscan(
                Labels.Rows(distances), weights, options.MinSamples, options.MinClusterSize, options.AllowSingleCluster, (float)options.MaxReach).Assign();

            Labels.Partition(Labels.Of(new HdbscanStrategy(options), distances, weights))
                .ShouldBe(Labels.Partition(expected), $"seed {seed}, {vectors.Length} photos");
        }
    }

    [Fact]
    public void Assign_equal_distances_are_all_or_nothing()
    {
        Of(Pets.Simplex(20, 0.2), new HdbscanOptions()).ShouldAllBe(label => label == 0);
        Of(Pets.Simplex(20, 0.4), new HdbscanOptions()).ShouldAllBe(label => label == -1);
        Of(Pets.Simplex(20, 0.2), Paper).ShouldAllBe(label => label == -1);
    }

    [Fact]
    public void Assign_copies_that_did_not_collapse_are_one_group()
    {
        Of([.. Enumerable.Repeat(Pets.At(7), 9)], new HdbscanOptions()).ShouldAllBe(label => label == 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Assign_without_pairs_finds_no_group(int count) =>
        Of([.. Enumerable.Repeat(Pets.At(0), count)], new HdbscanOptions()).ShouldAllBe(label => label == -1);

    [Fact]
    public void Assign_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() =>
            new HdbscanStrategy(new HdbscanOptions()).Assign(distances, [1, 1], new int[2], new CancellationToken(canceled: true)));
    }

    private static int[] Of(float[][] vectors, HdbscanOptions options, int[]? weights = null)
    {
        using var distances = Labels.Distances(vectors);
        return Labels.Partition(Labels.Of(new HdbscanStrategy(options), distances, weights ?? Labels.Ones(vectors.Length)));
    }
}
