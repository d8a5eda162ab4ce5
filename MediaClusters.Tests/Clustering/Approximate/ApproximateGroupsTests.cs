using MediaClusters.Clustering;
using MediaClusters.Evaluation.Benchmarks;
using MediaClusters.Evaluation.Measures;

namespace MediaClusters.Tests.Clustering.Approximate;

/// <summary>Runs of more photos than are measured exactly.</summary>
public sealed class ApproximateGroupsTests
{
    private const int Sampled = 300;

    [Theory]
    [InlineData("dbscan", 0.90, 0.95)]
    [InlineData("average-linkage", 0.97, 0.88)]
    [InlineData("hdbscan", 0.97, 0.97)]
    [InlineData("auto", 0.97, 0.94)]
    public void Cluster_by_samples_keeps_the_pairs_of_the_exact_run_and_adds_few(string strategy, double kept, double right)
    {
        var photos = BenchmarkPets.Large(1_500, 64).Photos;

        var exact = Run(photos, strategy, exactPhotos: 1_500);
        var approximate = Run(photos, strategy, Sampled);

        (exact.Run?.Mode, approximate.Run?.Mode).ShouldBe((RunMode.Full, RunMode.Approximate));
        var (expected, found) = (Groups(photos, exact), Groups(photos, approximate));
        PairRecall.Of(expected, found).ShouldNotBeNull().ShouldBeGreaterThan(kept);
        PairRecall.Of(found, expected).ShouldNotBeNull().ShouldBeGreaterThan(right);
    }

    // Groups of a few photos in the sample look worse than they are; these have thirty or so.
    [Fact]
    public void Cluster_by_samples_estimates_the_silhouette()
    {
        var random = new Random(3);
        float[][] centres = [.. Enumerable.Range(0, 8).Select(_ => Pets.Vector(random, 64))];
        var photos = Pets.Photos([.. Enumerable.Range(0, 900).Select(i => Pets.Add(centres[i % 8], Pets.Vector(random, 64), 0.3f))]);

        var exact = Run(photos, "dbscan", exactPhotos: 900).Metrics.Silhouette.ShouldNotBeNull();
        var approximate = Run(photos, "dbscan", Sampled).Metrics.Silhouette.ShouldNotBeNull();

        approximate.ShouldBe(exact, 0.02);
        approximate.ShouldNotBe(exact);
    }

    [Fact]
    public void Cluster_by_samples_finds_groups_too_small_for_the_first_sample()
    {
        var random = new Random(5);
        var (large, small) = (Pets.Vector(random, 64), Pets.Vector(random, 64));
        float[][] vectors =
        [
            .. Enumerable.Range(0, 2_000).Select(_ => Pets.Add(large, Pets.Vector(random, 64), 0.3f)),
            .. Enumerable.Range(0, 3).Select(_ => Pets.Add(small, Pets.Vector(random, 64), 0.3f)),
        ];

        var result = Run(Pets.Photos(vectors), "dbscan", exactPhotos: 50);

        result.Clusters.Select(cluster => cluster.Members.Count).ShouldBe([2_000, 3]);
    }

    [Fact]
    public void Cluster_by_samples_copies_of_several_are_as_many_groups()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new Random(seed);
            float[][] originals = [Pets.Vector(random, 32), Pets.Vector(random, 32), Pets.Vector(random, 32)];

            var result = Run(Pets.Photos([.. Enumerable.Range(0, 3_000).Select(i => originals[i % 3])]), "dbscan", exactPhotos: 100);

            result.Clusters.Select(cluster => cluster.Members.Count).ShouldBe([1_000, 1_000, 1_000], $"seed {seed}");
        }
    }

    [Fact]
    public void Cluster_by_samples_copies_are_one_group()
    {
        var vector = Pets.Vector(new Random(1), 32);

        var result = Run(Pets.Photos([.. Enumerable.Repeat(vector, 1_000)]), "dbscan", exactPhotos: 20);

        result.Clusters.ShouldHaveSingleItem().Members.Count.ShouldBe(1_000);
    }

    [Fact]
    public void Cluster_by_samples_strangers_are_noise()
    {
        float[][] axes = [.. Enumerable.Range(0, 300).Select(i => Enumerable.Range(0, 300).Select(k => i == k ? 1f : 0f).ToArray())];

        var result = Run(Pets.Photos(axes), "dbscan", exactPhotos: 40);

        (result.Clusters.Count, result.Noise.Count).ShouldBe((0, 300));
        result.Metrics.Silhouette.ShouldBeNull();
    }

    [Theory]
    [InlineData("dbscan")]
    [InlineData("average-linkage")]
    [InlineData("hdbscan")]
    [InlineData("auto")]
    public void Cluster_by_samples_the_order_of_the_photos_does_not_matter(string strategy)
    {
        var photos = BenchmarkPets.Large(900, 32).Photos.ToArray();
        var expected = Pets.Text(Run(photos, strategy, Sampled));
        new Random(1).Shuffle(photos);

        Pets.Text(Run(photos, strategy, Sampled)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("dbscan")]
    [InlineData("average-linkage")]
    [InlineData("hdbscan")]
    [InlineData("auto")]
    public void Cluster_by_samples_another_photo_changes_little(string strategy)
    {
        var photos = BenchmarkPets.Large(900, 64).Photos;
        var before = Run([.. photos.Skip(1)], strategy, Sampled);
        var after = Run(photos, strategy, Sampled);

        var (former, now) = (Groups([.. photos.Skip(1)], before), Groups([.. photos.Skip(1)], after));
        PairRecall.Of(former, now).ShouldNotBeNull().ShouldBeGreaterThan(0.97);
        PairRecall.Of(now, former).ShouldNotBeNull().ShouldBeGreaterThan(0.97);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Cluster_by_the_smallest_samples_still_places_every_photo(int exactPhotos)
    {
        var photos = BenchmarkPets.Large(200, 16).Photos;

        var result = Run(photos, "dbscan", exactPhotos);

        result.Clusters.SelectMany(cluster => cluster.Members.Select(member => member.ImageId)).Concat(result.Noise).Order()
            .ShouldBe(photos.Select(photo => photo.ImageId).Order());
    }

    [Fact]
    public void Cluster_by_samples_stops_when_cancelled()
    {
        var photos = BenchmarkPets.Large(900, 32).Photos;

        Should.Throw<OperationCanceledException>(() => Clusterer("dbscan", Sampled).Cluster(photos, previous: null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Parameters_tell_the_size_of_the_samples() =>
        Clusterer("dbscan", 70).Parameters.ShouldNotBe(Clusterer("dbscan", 71).Parameters);

    private static PetClusterer Clusterer(string strategy, int exactPhotos) =>
        new(new ClusteringOptions { Strategy = strategy, ExactPhotos = exactPhotos });

    private static ClusteringResult Run(IReadOnlyList<Photo> photos, string strategy, int exactPhotos) =>
        Clusterer(strategy, exactPhotos).Cluster(photos);

    private static int[] Groups(IReadOnlyList<Photo> photos, ClusteringResult result)
    {
        var groups = result.Clusters
            .SelectMany(cluster => cluster.Members.Select(member => (member.ImageId, cluster.Index)))
            .ToDictionary(member => member.ImageId, member => member.Index);
        return [.. photos.Select(photo => groups.GetValueOrDefault(photo.ImageId, -1))];
    }
}
