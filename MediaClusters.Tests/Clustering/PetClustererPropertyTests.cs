using MediaClusters.Clustering;

namespace MediaClusters.Tests.Clustering;

/// <summary>Laws that hold for every pet and every strategy, tried on seeded ones.</summary>
public sealed class PetClustererPropertyTests
{
    private const int Seeds = 60;

    public static TheoryData<string> Strategies => [.. AllStrategies.Names];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_the_order_of_the_photos_does_not_matter(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var expected = Pets.Text(clusterer.Cluster(photos));
        new Random(seed).Shuffle(photos);

        Pets.Text(clusterer.Cluster(photos)).ShouldBe(expected, $"seed {seed}");
    });

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Cluster_the_same_photos_give_the_same_result_on_any_thread(string strategy)
    {
        var clusterer = AllStrategies.Clusterer(strategy);
        var photos = Pets.Planted(seed: 3, dimensions: 512);
        var expected = Pets.Text(clusterer.Cluster(photos));

        var texts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Pets.Text(clusterer.Cluster(photos)))));

        texts.ShouldAllBe(text => text == expected);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_the_length_of_the_vectors_does_not_matter(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var expected = Pets.Text(clusterer.Cluster(photos));
        var random = new Random(seed);

        // Powers of two: scaling by any other number rounds, and so turns, the vector.
        var scaled = Array.ConvertAll(photos, photo => Scale(photo, float.ScaleB(1, random.Next(-60, 60))));

        Pets.Text(clusterer.Cluster(scaled)).ShouldBe(expected, $"seed {seed}");
    });

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_tiny_and_huge_vectors_group_alike(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var expected = Groups(clusterer.Cluster(photos));
        foreach (var factor in (float[])[1e-30f, 1e-38f, 1e30f, 0.3f])
        {
            var scaled = Array.ConvertAll(photos, photo => Scale(photo, factor));

            Groups(clusterer.Cluster(scaled)).ShouldBe(expected, $"seed {seed}, times {factor}");
        }
    });

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_other_ids_group_the_same_photos(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var ids = Array.ConvertAll(photos, photo => photo.ImageId);
        new Random(seed).Shuffle(ids);
        var former = photos.Zip(ids).ToDictionary(pair => pair.Second, pair => pair.First.ImageId);
        var renamed = photos.Zip(ids, (photo, id) => photo with { ImageId = id }).ToArray();

        var groups = clusterer.Cluster(renamed).Clusters.Select(cluster => cluster.Members.Select(member => former[member.ImageId]));

        Sets(groups).ShouldBe(Sets(clusterer.Cluster(photos).Clusters.Select(cluster => cluster.Members.Select(member => member.ImageId))), $"seed {seed}");
    });

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_a_copy_joins_its_original(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var original = photos[new Random(seed).Next(photos.Length)];
        var copy = original with { ImageId = Pets.Id(photos.Length) };

        var result = clusterer.Cluster([.. photos, copy]);

        result.Clusters.Count(cluster =>
            cluster.Members.Any(member => member.ImageId == copy.ImageId) &&
            cluster.Members.Any(member => member.ImageId == original.ImageId)).ShouldBe(1, $"seed {seed}");
    });

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_every_photo_is_in_one_group_or_noise_and_figures_are_in_range(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var result = clusterer.Cluster(photos);

        result.Clusters.SelectMany(cluster => cluster.Members.Select(member => member.ImageId)).Concat(result.Noise).Order()
            .ShouldBe(photos.Select(photo => photo.ImageId).Order(), $"seed {seed}");
        result.Clusters.Select(cluster => cluster.Index).ShouldBe(Enumerable.Range(0, result.Clusters.Count));
        result.Clusters.Select(cluster => cluster.Members.Count).ShouldBeInOrder(SortDirection.Descending);
        result.Noise.ShouldBeInOrder();
        (result.Metrics.Coverage ?? -1).ShouldBeInRange(0, 1);
        (result.Metrics.Silhouette ?? 0).ShouldBeInRange(-1, 1);
        (result.Metrics.Cohesion ?? 0).ShouldBeInRange(-1, 1);
        foreach (var cluster in result.Clusters)
        {
            cluster.Members.Select(member => (member.Distance, member.ImageId)).ShouldBeInOrder();
            cluster.Members.Select(member => member.ImageId).ShouldContain(cluster.Hero.ImageId);
            cluster.Hero.Score.ShouldBeInRange(0, 1);
        }
    });

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_one_photo_more_leaves_the_groups_it_is_not_near_as_they_were(string strategy) => ForEachPet(strategy, (clusterer, photos, seed) =>
    {
        var groups = clusterer.Cluster(photos).Clusters;
        if (groups.Count == 0)
            return;
        var near = photos.Single(photo => photo.ImageId == groups[0].Members[0].ImageId).Embedding.ToArray();
        var photo = new Photo(Pets.Id(photos.Length), Pets.Add(near, Pets.Vector(new Random(seed), near.Length), 0.3f));

        var after = Groups(clusterer.Cluster([.. photos, photo]));

        foreach (var group in Sets(groups.Skip(1).Select(cluster => cluster.Members.Select(member => member.ImageId))))
            after.ShouldContain(group, $"seed {seed}");
    });

    private static void ForEachPet(string strategy, Action<PetClusterer, Photo[], int> check)
    {
        var clusterer = AllStrategies.Clusterer(strategy);
        for (var seed = 0; seed < Seeds; seed++)
            check(clusterer, Pets.Planted(seed), seed);
    }

    private static Photo Scale(Photo photo, float factor) =>
        photo with { Embedding = Array.ConvertAll(photo.Embedding.ToArray(), value => value * factor) };

    private static string[] Groups(ClusteringResult result) =>
        Sets(result.Clusters.Select(cluster => cluster.Members.Select(member => member.ImageId)));

    private static string[] Sets(IEnumerable<IEnumerable<Guid>> groups) =>
        [.. groups.Select(Pets.Text).Order(StringComparer.Ordinal)];
}
