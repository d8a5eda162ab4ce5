using MediaClusters.Clustering;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Tests.Clustering;

/// <summary>What every strategy makes of pets that are extreme.</summary>
public sealed class EveryStrategyTests
{
    public static TheoryData<string> Strategies => [.. AllStrategies.Names];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_no_photos_are_no_groups(string strategy)
    {
        var result = AllStrategies.Clusterer(strategy).Cluster([]);

        (result.Algorithm, result.Clusters.Count, result.Noise.Count).ShouldBe((strategy, 0, 0));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_two_photos_are_a_group_when_near_and_not_when_far(string strategy)
    {
        var clusterer = AllStrategies.Clusterer(strategy);

        clusterer.Cluster(Pets.Photos(Pets.At(0), Pets.At(20))).Clusters.Select(cluster => cluster.Members.Count).ShouldBe([2]);
        clusterer.Cluster(Pets.Photos(Pets.At(0), Pets.At(90))).Clusters.ShouldAllBe(cluster => cluster.Members.Count == 1);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_copies_are_one_group(string strategy)
    {
        var vector = Pets.Vector(new Random(1), 384);

        foreach (var count in (int[])[2, 3, 100, 1_500])
            AllStrategies.Clusterer(strategy).Cluster(Pets.Photos([.. Enumerable.Repeat(vector, count)])).Clusters.Select(cluster => cluster.Members.Count).ShouldBe([count]);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_strangers_are_no_group_of_several(string strategy)
    {
        float[][] axes = [.. Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 40).Select(k => i == k ? 1f : 0f).ToArray())];

        AllStrategies.Clusterer(strategy).Cluster(Pets.Photos(axes)).Clusters.ShouldAllBe(cluster => cluster.Members.Count == 1);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_equal_distances_are_all_or_nothing(string strategy)
    {
        var clusterer = AllStrategies.Clusterer(strategy);
        foreach (var count in (int[])[3, 7, 8, 30])
        {
            clusterer.Cluster(Pets.Photos(Pets.Simplex(count, 0.1))).Clusters.Select(cluster => cluster.Members.Count).ShouldBe([count]);
            clusterer.Cluster(Pets.Photos(Pets.Simplex(count, 0.5))).Clusters.ShouldAllBe(cluster => cluster.Members.Count == 1);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_bursts_are_groups_of_their_own_or_of_what_is_near(string strategy)
    {
        var random = new Random(4);
        var (burst, other) = (Pets.Vector(random, 64), Pets.Vector(random, 64));
        float[][] vectors =
        [
            .. Enumerable.Range(0, 12).Select(_ => Pets.Add(burst, Pets.Vector(random, 64), 0.05f)),
            .. Enumerable.Range(0, 5).Select(_ => Pets.Add(burst, Pets.Vector(random, 64), 0.35f)),
            .. Enumerable.Range(0, 6).Select(_ => Pets.Add(other, Pets.Vector(random, 64), 0.05f)),
        ];

        AllStrategies.Clusterer(strategy).Cluster(Pets.Photos(vectors)).Clusters.Select(cluster => cluster.Members.Count).ShouldBe([17, 6]);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_an_unfit_embedding_is_named(string strategy)
    {
        var photos = Pets.Photos([1, 0], [1, float.NaN], [0, 1]);

        Should.Throw<InvalidEmbeddingException>(() => AllStrategies.Clusterer(strategy).Cluster(photos)).ImageId.ShouldBe(Pets.Id(1));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Assign_weights_that_no_int_could_add_up_are_fine(string strategy)
    {
        using var distances = Labels.Distances([Pets.At(0), Pets.At(10), Pets.At(20), Pets.At(90), Pets.At(100), Pets.At(200)]);

        var labels = Labels.Of(Create(strategy), distances, [.. Enumerable.Repeat(int.MaxValue, 6)]);

        Labels.Partition(labels).ShouldBe([0, 0, 0, 1, 1, 2]);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Assign_allocates_by_the_photo_and_not_by_the_pair(string strategy)
    {
        const int Count = 900;
        var random = new Random(2);
        var centres = Enumerable.Range(0, 12).Select(_ => Pets.Vector(random, 32)).ToArray();
        using var distances = Labels.Distances([.. Enumerable.Range(0, Count).Select(i => Pets.Add(centres[i % 12], Pets.Vector(random, 32), 0.5f))]);
        var (assign, weights) = (Create(strategy), Labels.Ones(Count));
        Labels.Of(assign, distances, weights);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Labels.Of(assign, distances, weights);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Count * 700);
    }

    private static IClusteringStrategy Create(string strategy) => ClusteringStrategies.Create(new ClusteringOptions { Strategy = strategy });
}
