using MediaClusters.Clustering.Strategies.AverageLinkage;

namespace MediaClusters.Tests.Clustering.Strategies.AverageLinkage;

public sealed class NearestNeighbourChainTests
{
    [Fact]
    public void Build_three_photos_merges_the_nearest_and_then_by_the_mean()
    {
        using var distances = Labels.Distances([Pets.At(0), Pets.At(90), Pets.At(60)]);

        var tree = NearestNeighbourChain.Build(distances, [1, 1, 1], CancellationToken.None);

        Trees.Cut(tree, 0.2).ShouldBe([0, 1, 1]);
        tree.Height(3).ShouldBe(1 - MathF.Cos(MathF.PI / 6), 1e-6f);
        tree.Height(4).ShouldBe((1 + 0.5f) / 2, 1e-6f);
    }

    [Fact]
    public void Build_a_photo_counts_as_often_as_it_weighs()
    {
        using var distances = Labels.Distances([Pets.At(0), Pets.At(90), Pets.At(60)]);

        var tree = NearestNeighbourChain.Build(distances, [1, 3, 1], CancellationToken.None);

        tree.Height(4).ShouldBe((3 + 0.5f) / 4, 1e-6f);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public void Build_agrees_with_the_definition(int dimensions)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            float[][] vectors = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Pets.Vector(random, dimensions))];
            var weights = Array.ConvertAll(vectors, _ => random.Next(1, 6));
            using var distances = Labels.Distances(vectors);

            var tree = NearestNeighbourChain.Build(distances, weights, CancellationToken.None);

            var expected = ByDefinition(Labels.Rows(distances), weights);
            var heights = Trees.Merges(tree).Select(merge => (double)merge.Height).Order().ToArray();
            heights.Length.ShouldBe(expected.Count);
            for (var i = 0; i < heights.Length; i++)
                heights[i].ShouldBe(expected[i], 1e-5, $"seed {seed}, merge {i}");
        }
    }

    [Fact]
    public void Build_copies_merge_as_one_that_weighs_as_much()
    {
        var random = new Random(7);
        float[][] vectors = [.. Enumerable.Range(0, 20).Select(_ => Pets.Vector(random, 5))];
        var weights = Array.ConvertAll(vectors, _ => random.Next(1, 5));
        using var alone = Labels.Distances(vectors);
        using var copied = Labels.Distances([.. vectors.SelectMany((vector, i) => Enumerable.Repeat(vector, weights[i]))]);

        var collapsed = NearestNeighbourChain.Build(alone, weights, CancellationToken.None);
        var expanded = NearestNeighbourChain.Build(copied, Labels.Ones(copied.Count), CancellationToken.None);

        var heights = Trees.Merges(expanded).Select(merge => merge.Height).Order().Skip(copied.Count - alone.Count).ToArray();
        var expected = Trees.Merges(collapsed).Select(merge => merge.Height).Order().ToArray();
        for (var i = 0; i < expected.Length; i++)
            ((double)heights[i]).ShouldBe(expected[i], 1e-5, $"merge {i}");
    }

    [Fact]
    public void Build_equal_distances_merge_at_that_height()
    {
        float[][] axes = [.. Enumerable.Range(0, 37).Select(i => Enumerable.Range(0, 37).Select(k => i == k ? 1f : 0f).ToArray())];
        using var distances = Labels.Distances(axes);

        var tree = NearestNeighbourChain.Build(distances, Labels.Ones(37), CancellationToken.None);

        Trees.Merges(tree).ShouldAllBe(merge => merge.Height == 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Build_without_pairs_has_no_merges(int count)
    {
        using var distances = Labels.Distances([.. Enumerable.Repeat(Pets.At(0), count)]);

        NearestNeighbourChain.Build(distances, Labels.Ones(count), CancellationToken.None).Count.ShouldBe(0);
    }

    [Fact]
    public void Build_weights_that_no_int_could_add_up_keep_their_proportions()
    {
        using var distances = Labels.Distances([Pets.At(0), Pets.At(90), Pets.At(60)]);

        var tree = NearestNeighbourChain.Build(distances, [1, int.MaxValue, int.MaxValue], CancellationToken.None);

        tree.Height(4).ShouldBe((1 + 0.5f) / 2, 1e-6f);
    }

    [Fact]
    public void Build_parts_come_before_their_merge_and_lie_no_higher()
    {
        var random = new Random(3);
        using var distances = Labels.Distances([.. Enumerable.Range(0, 200).Select(_ => Pets.Vector(random, 3))]);

        var tree = NearestNeighbourChain.Build(distances, Labels.Ones(200), CancellationToken.None);

        for (var node = 200; node < tree.Nodes; node++)
        {
            Math.Max(tree[node].Left, tree[node].Right).ShouldBeLessThan(node);
            Math.Max(tree.Height(tree[node].Left), tree.Height(tree[node].Right)).ShouldBeLessThanOrEqualTo(tree.Height(node));
        }
    }

    [Fact]
    public void Build_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() => NearestNeighbourChain.Build(distances, [1, 1], new CancellationToken(canceled: true)));
    }

    /// <summary>Heights of the merges: always the two parts whose pairs of photos are nearest on average.</summary>
    private static List<double> ByDefinition(float[][] distances, int[] weights)
    {
        var parts = Enumerable.Range(0, weights.Length).Select(photo => new[] { photo }).ToList();
        var heights = new List<double>();
        while (parts.Count > 1)
        {
            var (height, one, other) = (
                from i in Enumerable.Range(0, parts.Count)
                from j in Enumerable.Range(i + 1, parts.Count - i - 1)
                select (Mean(parts[i], parts[j]), i, j)).Min();
            heights.Add(height);
            parts[one] = [.. parts[one], .. parts[other]];
            parts.RemoveAt(other);
        }

        return heights;

        double Mean(int[] left, int[] right) =>
            left.Sum(i => right.Sum(j => (double)weights[i] * weights[j] * distances[i][j]))
            / (left.Sum(i => (double)weights[i]) * right.Sum(j => (double)weights[j]));
    }
}
