using MediaClusters.Clustering;

namespace MediaClusters.Tests.Clustering;

/// <summary>The engine around the strategies, tried with the one whose groups are easy to tell.</summary>
public sealed class PetClustererTests
{
    private readonly PetClusterer _clusterer = new(new ClusteringOptions { Strategy = "dbscan" });

    [Fact]
    public void Cluster_no_photos_gives_an_empty_result()
    {
        var result = _clusterer.Cluster([]);

        (result.Algorithm, result.ImageCount).ShouldBe(("dbscan", 0));
        result.Clusters.ShouldBeEmpty();
        result.Noise.ShouldBeEmpty();
        result.Metrics.ShouldBe(new ClusteringMetrics(null, null, null, 0, null));
    }

    [Fact]
    public void Cluster_one_photo_is_noise()
    {
        var result = _clusterer.Cluster([new Photo(Pets.Id(0), new float[] { 1, 2 }, Quality: 0.7)]);

        result.Clusters.ShouldBeEmpty();
        result.Noise.ShouldBe([Pets.Id(0)]);
        result.Metrics.ShouldBe(new ClusteringMetrics(0, null, null, 1, 0.7, NoiseShare: 1));
    }

    [Fact]
    public void Cluster_two_photos_are_a_group_or_noise()
    {
        _clusterer.Cluster(Pets.Photos(Pets.At(0), Pets.At(31))).Clusters.Count.ShouldBe(1);
        _clusterer.Cluster(Pets.Photos(Pets.At(0), Pets.At(32))).Noise.Count.ShouldBe(2);
    }

    [Fact]
    public void Cluster_copies_are_one_group_at_no_distance()
    {
        var vector = Pets.Vector(new Random(1), 512);

        var result = _clusterer.Cluster(Pets.Photos([.. Enumerable.Repeat(vector, 50)]));

        var cluster = result.Clusters.ShouldHaveSingleItem();
        cluster.Members.ShouldBe(Enumerable.Range(0, 50).Select(i => new ClusterMember(Pets.Id(i), 0)));
        cluster.Hero.ShouldBe(new Hero(Pets.Id(0), 1, new HeroScoreParts(null, 1, null, null)));
        result.Metrics.ShouldBe(new ClusteringMetrics(1, null, 1, 0, null, NoiseShare: 0));
    }

    [Fact]
    public void Cluster_orthogonal_photos_are_all_noise()
    {
        float[][] axes = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 8).Select(k => i == k ? 1f : 0f).ToArray())];

        var result = _clusterer.Cluster(Pets.Photos(axes));

        result.Noise.ShouldBe(Enumerable.Range(0, 8).Select(Pets.Id));
        result.Metrics.ShouldBe(new ClusteringMetrics(0, null, null, 8, null, NoiseShare: 1));
    }

    [Fact]
    public void Cluster_describes_groups_members_and_noise()
    {
        Photo[] photos =
        [
            new(Pets.Id(0), Pets.At(90), 0.1),
            new(Pets.Id(1), Pets.At(0), 0.5),
            new(Pets.Id(2), Pets.At(96), 0.9),
            new(Pets.Id(3), Pets.At(20), 0.2),
            new(Pets.Id(4), Pets.At(10)),
            new(Pets.Id(5), Pets.At(200), 1),
        ];

        var result = _clusterer.Cluster(photos);

        result.ImageCount.ShouldBe(6);
        result.Clusters.Select(cluster => (cluster.Index, cluster.Label)).ShouldBe([(0, "group 1"), (1, "group 2")]);
        result.Clusters[0].Members.ShouldBe([new(Pets.Id(4), 0), new(Pets.Id(1), 0.015192), new(Pets.Id(3), 0.015192)]);
        result.Clusters[1].Members.Select(member => member.ImageId).ShouldBe([Pets.Id(0), Pets.Id(2)]);
        result.Clusters[1].Hero.ImageId.ShouldBe(Pets.Id(2));
        result.Clusters.Select(cluster => cluster.StableId).Distinct().Count().ShouldBe(2);
        result.Noise.ShouldBe([Pets.Id(5)]);
        result.Metrics.Coverage.ShouldBe(0.833333);
        result.Metrics.Cohesion.ShouldNotBeNull().ShouldBe((3 + (2 * Math.Cos(Math.PI / 18)) - 2 + (2 * Math.Cos(Math.PI / 60))) / 5, 1e-6);
        result.Metrics.AverageQuality.ShouldBe(0.54);
    }

    [Fact]
    public void Cluster_groups_of_one_size_are_ordered_by_their_smallest_image()
    {
        var result = _clusterer.Cluster(Pets.Photos(Pets.At(90), Pets.At(0), Pets.At(1), Pets.At(91)));

        result.Clusters.Select(cluster => cluster.Members.Min(member => member.ImageId)).ShouldBe([Pets.Id(0), Pets.Id(1)]);
    }

    [Fact]
    public void Cluster_recency_counts_from_the_newest_photo_of_the_pet()
    {
        var newest = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Photo[] photos =
        [
            new(Pets.Id(0), Pets.At(0), CapturedAt: newest.AddDays(-180)),
            new(Pets.Id(1), Pets.At(0), CapturedAt: newest.AddDays(-360)),
            new(Pets.Id(2), Pets.At(180), CapturedAt: newest.ToOffset(TimeSpan.FromHours(9))),
        ];

        _clusterer.Cluster(photos).Clusters[0].Hero.Parts.Recency.ShouldBe(0.5);
    }

    [Fact]
    public void Cluster_an_image_that_is_there_twice_is_named()
    {
        Photo[] photos = [.. Pets.Photos([1, 0], [0, 1]), new(Pets.Id(1), new float[] { 1, 1 })];

        var thrown = Should.Throw<InvalidEmbeddingException>(() => _clusterer.Cluster(photos));

        (thrown.ImageId, thrown.Reason).ShouldBe((Pets.Id(1), "the image id is there twice"));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Cluster_a_quality_out_of_range_is_named(double quality)
    {
        Photo[] photos = [new(Pets.Id(3), new float[] { 1 }, quality)];

        Should.Throw<InvalidEmbeddingException>(() => _clusterer.Cluster(photos)).ImageId.ShouldBe(Pets.Id(3));
    }

    [Fact]
    public void Cluster_an_unfit_embedding_is_named_whatever_the_order()
    {
        var photos = Pets.Photos([1, 0], [0, 0], [1, float.NaN]);

        Should.Throw<InvalidEmbeddingException>(() => _clusterer.Cluster(photos)).ImageId.ShouldBe(Pets.Id(1));
        Should.Throw<InvalidEmbeddingException>(() => _clusterer.Cluster([.. photos.Reverse()])).ImageId.ShouldBe(Pets.Id(1));
    }

    [Fact]
    public void Cluster_more_photos_than_allowed_are_refused()
    {
        var clusterer = new PetClusterer(new ClusteringOptions { MaxPhotos = 3 });
        clusterer.Cluster(Pets.Photos([1], [1], [1])).ImageCount.ShouldBe(3);

        var thrown = Should.Throw<TooManyPhotosException>(() => clusterer.Cluster(Pets.Photos([1], [1], [1], [1])));

        (thrown.Count, thrown.Limit).ShouldBe((4, 3));
        thrown.Message.ShouldBe("The pet has 4 photos; a run takes at most 3");
        thrown.ShouldBeAssignableTo<UnclusterableInputException>();
    }

    [Fact]
    public void Cluster_stops_when_cancelled()
    {
        Should.Throw<OperationCanceledException>(() => _clusterer.Cluster([], previous: null, new CancellationToken(canceled: true)));
    }
}
