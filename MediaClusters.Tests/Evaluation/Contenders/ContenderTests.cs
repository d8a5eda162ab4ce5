using System.ComponentModel.DataAnnotations;
using MediaClusters.Clustering;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Tests.Evaluation.Contenders;

public sealed class ContenderTests
{
    public static TheoryData<string> Families => [.. PetFamilies.All.Select(family => family.Name).Where(name => name != "large")];

    [Fact]
    public void Names_are_those_that_options_allow_and_the_references()
    {
        foreach (var options in AllContenders.Strategies.Select(strategy => new ClusteringOptions { Strategy = strategy }))
            Should.NotThrow(() => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true));
        AllContenders.Strategies.ShouldContain(new ClusteringOptions().Strategy);
        AllContenders.Names.ShouldBe([.. AllContenders.Strategies, "stub", "oracle", "ceiling"]);
        AllContenders.Names.Select(name => AllContenders.Create(name).Name).ShouldBe(AllContenders.Names);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Oracle_is_nowhere_worse_than_the_stub_and_the_ceiling_leaves_room_above_the_gate(string family)
    {
        var (stub, oracle, ceiling) = (new List<Scores>(), new List<Scores>(), new List<Scores>());
        foreach (var seed in PetSeeds.Tuning(6))
        {
            var pet = PetFamilies.Named(family).Make(seed, 384);
            stub.Add(Score("stub", pet));
            oracle.Add(Score("oracle", pet));
            ceiling.Add(Score("ceiling", pet));
            if (stub[^1].AdjustedRand is { } index)
                oracle[^1].AdjustedRand.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(index - 1e-6, $"seed {seed}");
        }

        Scores.Mean(ceiling).AdjustedRand.ShouldNotBeNull().ShouldBeGreaterThan(0.97);
        Scores.Mean(ceiling).Purity.ShouldNotBeNull().ShouldBeGreaterThan(0.98);
        Scores.Mean(ceiling).HeroPrecision.ShouldNotBeNull().ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Stub_takes_the_photo_nearest_to_the_centroid_for_hero()
    {
        var pet = PetFamilies.Named("equal").Make(1, 384);

        var stub = AllContenders.Create("stub").Prepare(pet, CancellationToken.None)();

        var result = new PetClusterer(new ClusteringOptions { Strategy = "dbscan", Epsilon = 0.15, MinSamples = 2 }).Cluster(pet.Photos);
        stub.Heroes.Select(hero => pet.Photos[hero].ImageId).ShouldBe(result.Clusters.Select(cluster => cluster.Members[0].ImageId));
        stub.Labels.Count(label => label < 0).ShouldBe(result.Noise.Count);
    }

    [Fact]
    public void Engine_puts_every_photo_where_the_result_has_it()
    {
        var pet = PetFamilies.Named("mixed").Make(2, 384);

        var outcome = AllContenders.Create("dbscan").Prepare(pet, CancellationToken.None)();

        foreach (var cluster in new PetClusterer(new ClusteringOptions { Strategy = "dbscan" }).Cluster(pet.Photos).Clusters)
        {
            var members = cluster.Members.Select(member => member.ImageId).ToHashSet();
            pet.Photos.Index().Where(photo => outcome.Labels[photo.Index] == cluster.Index).Select(photo => photo.Item.ImageId).ShouldBe(members, ignoreOrder: true);
        }
    }

    private static Scores Score(string contender, LabelledPet pet) =>
        Scores.Of(pet, AllContenders.Create(contender).Prepare(pet, CancellationToken.None)());
}
