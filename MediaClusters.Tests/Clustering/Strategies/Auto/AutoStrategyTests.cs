using MediaClusters.Clustering;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies.Auto;
using MediaClusters.Clustering.Strategies.AverageLinkage;
using MediaClusters.Clustering.Strategies.Hdbscan;

namespace MediaClusters.Tests.Clustering.Strategies.Auto;

public sealed class AutoStrategyTests
{
    private static readonly AverageLinkageStrategy AverageLinkage = new(new AverageLinkageOptions());
    private static readonly HdbscanStrategy Hdbscan = new(new HdbscanOptions());
    private static readonly AutoStrategy Auto = new(AverageLinkage, Hdbscan, strangers: 0.5);

    private readonly PetClusterer _clusterer = new(new ClusteringOptions());

    [Fact]
    public void Assign_gives_the_groups_that_are_worth_more_and_says_whose_they_are()
    {
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 200; seed++)
        {
            using var distances = Ambiguous(seed, 80);
            var weights = Labels.Ones(distances.Count);
            var (one, other) = (Labels.Of(AverageLinkage, distances), Labels.Of(Hdbscan, distances));
            var (worthOfOne, worthOfOther) = (Worth.Of(one, weights, distances, 0.5f, default), Worth.Of(other, weights, distances, 0.5f, default));
            var labels = new int[distances.Count];

            var name = Auto.Assign(distances, weights, labels, CancellationToken.None);

            Worth.Of(labels, weights, distances, 0.5f, default).ShouldBe(Math.Max(worthOfOne, worthOfOther), 1e-5, $"seed {seed}");
            labels.ShouldBe(name == "hdbscan" ? other : one, $"seed {seed}");
            chosen.Add(name);
        }

        chosen.Order(StringComparer.Ordinal).ShouldBe(["average-linkage", "hdbscan"]);
    }

    [Fact]
    public void Assign_large_pets_are_grouped_by_hdbscan_alone()
    {
        using var distances = Ambiguous(seed: 1, AutoStrategy.MostCompared + 1);
        var labels = new int[distances.Count];

        Auto.Assign(distances, Labels.Ones(distances.Count), labels, CancellationToken.None).ShouldBe("hdbscan");

        labels.ShouldBe(Labels.Of(Hdbscan, distances));
    }

    [Fact]
    public void Assign_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() => Auto.Assign(distances, [1, 1], new int[2], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Cluster_one_photo_is_a_group_with_it_as_hero()
    {
        var result = _clusterer.Cluster(Pets.Photos(Pets.At(7)));

        result.Algorithm.ShouldBe("auto");
        result.Clusters.ShouldHaveSingleItem().Hero.ImageId.ShouldBe(Pets.Id(0));
        result.Noise.ShouldBeEmpty();
        result.Run.ShouldBe(new ClusteringRun(RunMode.Full, "average-linkage"));
    }

    [Fact]
    public void Cluster_strangers_leave_the_most_central_one_as_a_group()
    {
        // Sums of distances: 50 degrees to either side is nearer than the two are to each other.
        var result = _clusterer.Cluster(Pets.Photos(Pets.At(0), Pets.At(50), Pets.At(100)));

        result.Clusters.ShouldHaveSingleItem().Hero.ImageId.ShouldBe(Pets.Id(1));
        result.Noise.ShouldBe([Pets.Id(0), Pets.Id(2)]);
    }

    [Theory]
    [InlineData(new double[] { 0, 46 }, new[] { 2 })]
    [InlineData(new double[] { 0, 47 }, new[] { 1 })]
    [InlineData(new double[] { 0, 20, 90 }, new[] { 2 })]
    [InlineData(new double[] { 0, 20, 90, 110 }, new[] { 2, 2 })]
    [InlineData(new double[] { 0, 15, 30, 120, 135 }, new[] { 3, 2 })]
    [InlineData(new double[] { 0, 15, 30, 100, 115, 200 }, new[] { 3, 2 })]
    [InlineData(new double[] { 0, 1, 2, 90, 91, 180, 270 }, new[] { 3, 2 })]
    [InlineData(new double[] { 10, 10, 10, 10, 10, 10, 10 }, new[] { 7 })]
    public void Cluster_few_photos_are_grouped_by_how_near_they_are(double[] degrees, int[] sizes)
    {
        var result = _clusterer.Cluster(Pets.Photos(Array.ConvertAll(degrees, Pets.At)));

        result.Clusters.Select(cluster => cluster.Members.Count).ShouldBe(sizes);
    }

    /// <summary>Loose groups and strangers, about which strategies disagree.</summary>
    private static DistanceMatrix Ambiguous(int seed, int count)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 6).Select(_ => Pets.Vector(random, 24)).ToArray();
        return Labels.Distances([.. Enumerable.Range(0, count).Select(i => Pets.Add(centres[i % 6], Pets.Vector(random, 24), 0.2f + (0.15f * (i % 6))))]);
    }
}
