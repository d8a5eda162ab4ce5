using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MediaClusters.Clustering;
using MediaClusters.Tests.Clustering.Identity;

namespace MediaClusters.Tests.Clustering;

/// <summary>
/// A run takes what is large from pools: the large object heap is collected late, and then with everything else. Alone,
/// since the pools are the process's: more runs at once than there are processors would make them allocate.
/// </summary>
[Collection(LargeAllocationsCollection.Name)]
public sealed class LargeAllocationsTests
{
    private const int Rounds = 2;

    public static TheoryData<string> Strategies => [.. typeof(ClusteringOptions).GetProperty(nameof(ClusteringOptions.Strategy))!
        .GetCustomAttribute<AllowedValuesAttribute>()!.Values.Cast<string>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_the_most_photos_that_are_exact_allocates_nothing_large(string strategy)
    {
        var random = new Random(1);
        float[][] centres = [.. Enumerable.Range(0, 60).Select(_ => Pets.Vector(random, 16))];
        var photos = Pets.Photos([.. Enumerable.Range(0, 5_000).Select(i => Pets.Add(centres[random.Next(60)], Pets.Vector(random, 16), 0.25f))]);
        var clusterer = new PetClusterer(new ClusteringOptions { Strategy = strategy });
        Cluster();

        LargeAllocations.During(() =>
        {
            for (var round = 0; round < Rounds; round++)
                Cluster();
        }).ShouldBeEmpty();

        void Cluster() => clusterer.Cluster(photos).Clusters.Count.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cluster_after_a_version_allocates_nothing_large(bool increments)
    {
        var random = new Random(2);
        float[][] centres = [.. Enumerable.Range(0, 60).Select(_ => Pets.Vector(random, 64))];
        var photos = Pets.Photos([.. Enumerable.Range(0, 5_000).Select(i => Pets.Add(centres[random.Next(60)], Pets.Vector(random, 64), 0.4f))]);
        var clusterer = new PetClusterer(new ClusteringOptions { Increments = { Enabled = increments } });
        Photo[] before = [.. photos.Take(4_900)];
        var previous = clusterer.Cluster(before).Previous();
        Cluster();

        LargeAllocations.During(() =>
        {
            for (var round = 0; round < Rounds; round++)
                Cluster();
        }).ShouldBeEmpty();

        void Cluster() => clusterer.Cluster(photos, previous).Run.ShouldNotBeNull().Mode.ShouldBe(increments ? RunMode.Incremental : RunMode.Full);
    }

    [Fact]
    public void During_hears_an_array_on_the_large_object_heap()
    {
        LargeAllocations.During(() =>
        {
            for (var round = 0; round < Rounds; round++)
                GC.KeepAlive(new double[11_000]);
        }).ShouldNotBeEmpty();
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LargeAllocationsCollection
{
    public const string Name = "Large allocations";
}
