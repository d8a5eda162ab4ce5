using MediaClusters.Clustering;
using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Tests.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Increment;

/// <summary>Increments against full runs of the same photos after the same version, on labelled pets.</summary>
public sealed class AgreementTests
{
    private const int PetsOfAFamily = 12;

    [Theory]
    [InlineData("auto")]
    [InlineData("average-linkage")]
    public void Cluster_increments_come_to_what_full_runs_come_to(string strategy)
    {
        var incremental = AllStrategies.Clusterer(strategy);
        var full = new PetClusterer(new ClusteringOptions { Strategy = strategy, Increments = { Enabled = false } });
        var compared = PetFamilies.All
            .Where(family => family.Name is not ("tiny" or "large"))
            .SelectMany(family => PetSeeds.Tuning(PetsOfAFamily).Select(seed => Compare(incremental, full, family.Make(seed, 384))))
            .OfType<Comparison>()
            .ToArray();

        foreach (var family in compared.GroupBy(comparison => comparison.Family, StringComparer.Ordinal))
        {
            family.Count().ShouldBeGreaterThanOrEqualTo(PetsOfAFamily / 2, family.Key);
            family.Average(comparison => comparison.Agreement.PlacedAlike).ShouldNotBeNull().ShouldBeGreaterThan(0.95, family.Key);
        }

        compared.Select(comparison => comparison.Family).Distinct(StringComparer.Ordinal).Count().ShouldBe(PetFamilies.All.Count - 2);
        compared.Average(comparison => comparison.Agreement.AdjustedRand).ShouldNotBeNull().ShouldBeGreaterThan(0.97);
        compared.Average(comparison => comparison.Incremental).ShouldBeGreaterThan(compared.Average(comparison => comparison.Full) - 0.01);
    }

    [Fact]
    public void Between_compares_names_and_not_only_groups()
    {
        var photos = Pets.Photos([.. Enumerable.Range(0, 4).Select(i => Pets.Vector(new Random(i), 4))]);
        var left = Versions.Of(photos, [0, 0, 1, 1]);

        Agreement.Between(left, left).ShouldBe(new Agreement(1, 1));
        Agreement.Between(left, Versions.Of(photos, [0, 0, -1, -1])).PlacedAlike.ShouldBe(0.5);
        var renamed = left with { Clusters = [left.Clusters[0], left.Clusters[1] with { StableId = Guid.NewGuid() }] };
        Agreement.Between(left, renamed).ShouldBe(new Agreement(1, 0.5));
    }

    /// <summary>A twelfth of the photos comes later; null where that takes a full run.</summary>
    private static Comparison? Compare(PetClusterer incremental, PetClusterer full, LabelledPet pet)
    {
        var previous = full.Cluster([.. pet.Photos.Skip(Math.Max(1, pet.Photos.Count / 12))]).Previous();
        var increment = incremental.Cluster(pet.Photos, previous);
        if (increment.Run is not { Mode: RunMode.Incremental })
            return null;
        var anew = full.Cluster(pet.Photos, previous);
        return new Comparison(pet.Family, Agreement.Between(increment, anew), AgainstTruth(pet, increment), AgainstTruth(pet, anew));
    }

    private static double AgainstTruth(LabelledPet pet, ClusteringResult result)
    {
        var groups = result.Clusters
            .SelectMany(cluster => cluster.Members.Select(member => (member.ImageId, cluster.Index)))
            .ToDictionary(member => member.ImageId, member => member.Index);
        return AdjustedRandIndex.Between([.. pet.Groups], [.. pet.Photos.Select(photo => groups.GetValueOrDefault(photo.ImageId, -1))]) ?? 1;
    }

    private sealed record Comparison(string Family, Agreement Agreement, double Incremental, double Full);
}
