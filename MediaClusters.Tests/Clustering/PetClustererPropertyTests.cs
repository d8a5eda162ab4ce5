using MediaClusters.Clustering;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Tests.Clustering.Identity;

namespace MediaClusters.Tests.Clustering;

/// <summary>Laws that hold for every pet and every strategy, tried on seeded ones.</summary>
public sealed class PetClustererPropertyTests
{
    private const int Seeds = 60;
    private const int PetsOfAFamily = 6;

    public static TheoryData<string> Strategies => [.. AllStrategies.Names];

    public static TheoryData<string, bool> StrategiesAndIncrements
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var strategy in AllStrategies.Names)
            {
                data.Add(strategy, true);
                data.Add(strategy, false);
            }

            return data;
        }
    }

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

    // Not for the family of tiny pets: among fewer than eight photos one more may change by which rule all are cut, and where
    // there is one group or two hardly any is far from it.
    [Theory]
    [MemberData(nameof(StrategiesAndIncrements))]
    public void Cluster_one_photo_after_a_version_leaves_groups_it_is_not_near_with_their_photos_and_ids(string strategy, bool increments)
    {
        var clusterer = new PetClusterer(new ClusteringOptions { Strategy = strategy, Increments = { Enabled = increments } });
        var joined = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var photos = Pets.Planted(seed);
            var before = clusterer.Cluster(photos);
            if (before.Clusters.Count == 0)
                continue;
            var near = photos.Single(photo => photo.ImageId == before.Clusters[0].Members[0].ImageId).Embedding.ToArray();
            var photo = new Photo(Pets.Id(photos.Length), Pets.Add(near, Pets.Vector(new Random(seed), near.Length), 0.3f));

            var after = clusterer.Cluster([.. photos, photo], before.Previous());

            joined += after.Run is { Mode: RunMode.Incremental } ? 1 : 0;
            NamedGroups(before.Clusters.Skip(1)).Except(NamedGroups(after.Clusters)).ShouldBeEmpty($"seed {seed}");
        }

        joined.ShouldBeInRange(increments ? Seeds / 2 : 0, increments ? Seeds : 0);
    }

    // The same family is left out.
    [Theory]
    [MemberData(nameof(StrategiesAndIncrements))]
    public void Cluster_one_photo_after_a_version_of_a_labelled_pet_leaves_other_groups_with_their_photos_and_ids(string strategy, bool increments)
    {
        var clusterer = new PetClusterer(new ClusteringOptions { Strategy = strategy, Increments = { Enabled = increments } });
        var (all, gone) = (0, 0);
        foreach (var family in PetFamilies.All.Where(family => family.Name is not ("tiny" or "large")))
        {
            foreach (var pet in PetSeeds.Tuning(PetsOfAFamily).Select(seed => family.Make(seed, 384)))
            {
                var before = clusterer.Cluster([.. pet.Photos.Skip(1)]);
                var after = clusterer.Cluster(pet.Photos, before.Previous());

                var near = pet.Photos.Where((_, i) => pet.Groups[0] >= 0 && pet.Groups[i] == pet.Groups[0]).Select(photo => photo.ImageId).ToHashSet();
                var groups = after.Clusters.ToDictionary(cluster => cluster.StableId, Ids);
                foreach (var far in before.Clusters.Where(cluster => !Ids(cluster).Any(near.Contains)))
                {
                    groups.ShouldContainKey(far.StableId, $"{family.Name}, seed {pet.Seed}");
                    if (after.Run is not { Mode: RunMode.Incremental })
                        groups[far.StableId].ShouldBe(Ids(far), $"{family.Name}, seed {pet.Seed}");
                    all += far.Members.Count;
                    gone += Ids(far).Except(groups[far.StableId]).Count();
                }
            }
        }

        // An increment asks of every photo whether its group holds it: one in hundreds lies too far out.
        ((double)gone / all).ShouldBeInRange(0, increments ? 0.005 : 0);
    }

    private static Guid[] Ids(Cluster cluster) => [.. cluster.Members.Select(member => member.ImageId).Order()];

    private static IEnumerable<string> NamedGroups(IEnumerable<Cluster> clusters) =>
        clusters.Select(cluster => $"{cluster.StableId}: {string.Join(' ', cluster.Members.Select(member => member.ImageId).Order())}");

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
