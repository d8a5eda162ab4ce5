using MediaClusters.Clustering;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Identity;
using MediaClusters.Clustering.Increment;
using MediaClusters.Tests.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Increment;

/// <summary>Three groups of ten in 32 dimensions, photos 0 to 9, 10 to 19 and 20 to 29, and a stranger, 30.</summary>
public sealed class IncrementTests
{
    private static readonly PetClusterer Clusterer = new(new ClusteringOptions { Strategy = "dbscan", Epsilon = 0.3 });
    private static readonly Photo[] Photos = [.. Enumerable.Range(0, 31).Select(i => i < 30 ? Member(i, i / 10) : Stranger(30))];
    private static readonly ClusteringResult First = Clusterer.Cluster(Photos);

    [Fact]
    public void Cluster_the_pet_is_as_planned() =>
        (First.Clusters.Count, First.Noise.Count, First.Run).ShouldBe((3, 1, new ClusteringRun(RunMode.Full, "dbscan")));

    [Fact]
    public void Cluster_a_new_photo_joins_its_group_and_the_rest_stays()
    {
        var result = Clusterer.Cluster([.. Photos, Member(31, 1)], First.Previous() with { AddedSinceFull = 2 });

        result.Run.ShouldBe(new ClusteringRun(RunMode.Incremental, "increment", AddedSinceFull: 3));
        result.IdOf(31).ShouldBe(First.IdOf(10));
        foreach (var photo in Enumerable.Range(0, 30))
            result.IdOf(photo).ShouldBe(First.IdOf(photo));
        result.Noise.ShouldBe([Pets.Id(30)]);
        result.Changes.ShouldBeEmpty();
        (result.Algorithm, result.Metrics.Churn, result.Metrics.AdjustedRand).ShouldBe(("dbscan", 0, 1));
        result.Metrics.Silhouette.ShouldNotBeNull();
    }

    [Fact]
    public void Cluster_no_new_photo_leaves_all_as_it_was()
    {
        var result = Clusterer.Cluster(Photos, First.Previous());

        result.Run.ShouldBe(new ClusteringRun(RunMode.Incremental, "increment"));
        Pets.Text(result with { Run = First.Run, Metrics = First.Metrics }).ShouldBe(Pets.Text(First));
    }

    [Fact]
    public void Cluster_a_new_stranger_is_noise()
    {
        var result = Clusterer.Cluster([.. Photos, Stranger(31)], First.Previous());

        result.Run.ShouldBe(new ClusteringRun(RunMode.Incremental, "increment", AddedSinceFull: 1));
        result.Noise.ShouldBe([Pets.Id(30), Pets.Id(31)]);
    }

    [Fact]
    public void Cluster_a_new_photo_of_a_pet_without_pairs_takes_a_full_run()
    {
        // Auto gives strangers one group of one; nothing there tells how near the photos of a group are.
        var clusterer = new PetClusterer(new ClusteringOptions());
        Photo[] strangers = [.. Enumerable.Range(0, 25).Select(Stranger)];
        var first = clusterer.Cluster(strangers);
        first.Clusters.ShouldHaveSingleItem().Members.Count.ShouldBe(1);
        var lone = strangers.First(photo => photo.ImageId != first.Clusters[0].Hero.ImageId);

        var result = clusterer.Cluster([.. strangers, lone with { ImageId = Pets.Id(31) }], first.Previous());

        result.Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Full);
        result.Clusters.ShouldContain(cluster => cluster.Members.Count == 2);
    }

    [Fact]
    public void Cluster_a_photo_that_starts_a_group_with_noise_takes_a_full_run()
    {
        var result = Clusterer.Cluster([.. Photos, Near(31, Photos[30])], First.Previous());

        result.Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Full);
        result.IdOf(31).ShouldBe(result.IdOf(30));
        result.Changes.ShouldHaveSingleItem().Kind.ShouldBe(GroupChangeKind.Birth);
    }

    [Fact]
    public void Cluster_several_new_strangers_take_a_full_run() =>
        Mode([.. Photos, Stranger(31), Stranger(32)]).ShouldBe(RunMode.Full);

    [Fact]
    public void Cluster_new_near_duplicates_start_a_group_also_where_groups_are_tighter()
    {
        Photo[] copies = [.. Enumerable.Range(0, 60).Select(i => new Photo(Pets.Id(i), Member(i % 3, i % 3).Embedding))];
        var first = Clusterer.Cluster(copies);
        first.Clusters.Count.ShouldBe(3);

        var result = Clusterer.Cluster([.. copies, Stranger(60), new Photo(Pets.Id(61), Stranger(60).Embedding)], first.Previous());

        result.Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Full);
        result.Clusters.Count.ShouldBe(4);
    }

    [Fact]
    public void Cluster_more_than_a_fifth_of_photos_gone_takes_a_full_run()
    {
        Mode([.. Photos.Where((_, i) => i is not (0 or 10 or 20))]).ShouldBe(RunMode.Incremental);
        Mode([.. Photos.Where((_, i) => i % 10 > 2)]).ShouldBe(RunMode.Full);
    }

    [Fact]
    public void Cluster_an_increment_stops_when_cancelled()
    {
        var set = PhotoSet.From(Photos);
        using var vectors = UnitVectors.From(set.Photos);
        var history = History.From(First.Previous(), set);

        Should.Throw<OperationCanceledException>(() =>
            new Incrementer(new IncrementOptions(), nearDuplicates: 0.03).Place(vectors, history, new int[Photos.Length], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Cluster_more_than_a_fifth_of_new_photos_takes_a_full_run()
    {
        Photo[] Plus(int count) => [.. Photos, .. Enumerable.Range(31, count).Select(i => Member(i, 2))];

        Mode(Plus(7)).ShouldBe(RunMode.Incremental);
        Mode(Plus(8)).ShouldBe(RunMode.Full);
        Mode(Plus(3), First.Previous() with { AddedSinceFull = 4 }).ShouldBe(RunMode.Full);
        Mode(Plus(1), First.Previous() with { AddedSinceFull = int.MaxValue }).ShouldBe(RunMode.Full);
    }

    [Fact]
    public void Cluster_a_version_that_allows_none_takes_a_full_run()
    {
        Mode(Photos, First.Previous() with { AllowsIncrement = false }).ShouldBe(RunMode.Full);
        Mode(Photos, new PreviousClusters([], [])).ShouldBe(RunMode.Full);
        new PetClusterer(new ClusteringOptions { Epsilon = 0.3, Increments = { Enabled = false } })
            .Cluster(Photos, First.Previous()).Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Full);
    }

    [Fact]
    public void Cluster_a_full_run_counts_anew_and_keeps_the_names()
    {
        var result = Clusterer.Cluster(Photos, First.Previous() with { AllowsIncrement = false, AddedSinceFull = 6 });

        result.Run.ShouldNotBeNull().AddedSinceFull.ShouldBe(0);
        result.Clusters.Select(cluster => cluster.StableId).ShouldBe(First.Clusters.Select(cluster => cluster.StableId));
    }

    [Fact]
    public void Cluster_deleted_photos_drop_out_and_a_group_that_lost_most_takes_a_full_run()
    {
        var result = Clusterer.Cluster(Photos[4..], First.Previous());
        result.Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Incremental);
        result.Clusters.Single(cluster => cluster.StableId == First.IdOf(0)).Members.Count.ShouldBe(6);

        Mode(Photos[6..]).ShouldBe(RunMode.Full);
        Mode(Photos[10..]).ShouldBe(RunMode.Full);
    }

    [Fact]
    public void Cluster_a_photo_with_another_embedding_counts_as_new()
    {
        var moved = Photos.ToArray();
        moved[3] = Member(3, 2);
        moved[17] = Stranger(17);

        var result = Clusterer.Cluster([.. moved, .. Enumerable.Range(31, 9).Select(i => Member(i, 1))], First.Previous() with { AddedSinceFull = -3 });
        result.Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Full);

        result = Clusterer.Cluster([.. moved, Member(31, 1)], First.Previous());
        result.Run.ShouldBe(new ClusteringRun(RunMode.Incremental, "increment", AddedSinceFull: 3));
        result.IdOf(3).ShouldBe(First.IdOf(20));
        result.Noise.ShouldBe([Pets.Id(17), Pets.Id(30)]);
    }

    [Fact]
    public void Cluster_noise_that_came_into_the_midst_of_a_group_joins_it()
    {
        var moved = Photos.ToArray();
        moved[30] = new Photo(Pets.Id(30), Pets.Vector(new Random(1_000), 32));

        Clusterer.Cluster(moved, First.Previous()).IdOf(30).ShouldBe(First.IdOf(0));
    }

    [Fact]
    public void Cluster_few_photos_are_always_looked_at_again()
    {
        var few = Photos[..7];
        Clusterer.Cluster(few, Clusterer.Cluster(few).Previous()).Run.ShouldNotBeNull().Mode.ShouldBe(RunMode.Full);
    }

    [Fact]
    public void Cluster_no_order_matters()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var photos = Pets.Planted(seed);
            var first = Clusterer.Cluster(photos[..^(photos.Length / 8)]);
            var previous = first.Previous();
            var expected = Clusterer.Cluster(photos, previous);

            new Random(seed).Shuffle(photos);
            var shuffled = new PreviousClusters([.. previous.Groups.Reverse().Select(group => group with { Members = [.. group.Members.Reverse()] })], [.. previous.Noise.Reverse()]);

            Pets.Text(Clusterer.Cluster(photos, shuffled)).ShouldBe(Pets.Text(expected), $"seed {seed}");
        }
    }

    [Fact]
    public void Cluster_any_previous_version_does()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            Guid[] ids = [Guid.Empty, Guid.NewGuid(), .. First.Clusters.Select(cluster => cluster.StableId)];
            Guid Some() => Pets.Id(random.Next(40));
            Guid[] Several() => [.. Enumerable.Range(0, random.Next(12)).Select(_ => Some())];
            var groups = Enumerable.Range(0, random.Next(6)).Select(_ => new PreviousGroup(ids[random.Next(ids.Length)], Some(), Several())).ToArray();
            var photos = Photos.Where(_ => random.Next(10) > 0).ToArray();

            var result = Clusterer.Cluster(photos, new PreviousClusters(groups, Several(), AddedSinceFull: random.Next(-9, 9)));

            result.Clusters.SelectMany(cluster => cluster.Members.Select(member => member.ImageId)).Concat(result.Noise).Order()
                .ShouldBe(photos.Select(photo => photo.ImageId).Order(), $"seed {seed}");
            result.Clusters.Select(cluster => cluster.StableId).ShouldBeUnique();
            result.Clusters.ShouldAllBe(cluster => cluster.StableId != Guid.Empty && cluster.Members.Count > 0);
        }
    }

    private static RunMode Mode(Photo[] photos, PreviousClusters? previous = null) =>
        Clusterer.Cluster(photos, previous ?? First.Previous()).Run.ShouldNotBeNull().Mode;

    private static Photo Member(int position, int group) =>
        new(Pets.Id(position), Pets.Add(Pets.Vector(new Random(1_000 + group), 32), Pets.Vector(new Random(position), 32), 0.35f), 0.5);

    private static Photo Stranger(int position) => new(Pets.Id(position), Pets.Vector(new Random(5_000 + position), 32), 0.5);

    private static Photo Near(int position, Photo other) =>
        new(Pets.Id(position), Pets.Add(other.Embedding.ToArray(), Pets.Vector(new Random(position), 32), 0.1f), 0.5);
}
