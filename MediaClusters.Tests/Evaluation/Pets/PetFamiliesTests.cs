using System.Runtime.InteropServices;
using MediaClusters.Clustering;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Tests.Evaluation.Pets;

public sealed class PetFamiliesTests
{
    private const int Seeds = 12;

    public static TheoryData<string> Names => [.. PetFamilies.All.Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_twice_gives_the_same_bits(string name)
    {
        var family = PetFamilies.Named(name);

        var (first, second) = (family.Make(3, 384), family.Make(3, 384));

        Bits(second).ShouldBe(Bits(first));
        second.Photos.Select(photo => photo with { Embedding = default }).ShouldBe(first.Photos.Select(photo => photo with { Embedding = default }));
        second.Groups.ShouldBe(first.Groups);
        second.GoodHeroes.ShouldBe(first.GoodHeroes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_with_another_seed_or_dimension_gives_another_pet(string name)
    {
        var family = PetFamilies.Named(name);
        var ids = new[] { family.Make(3, 384), family.Make(4, 384), family.Make(3, 512), family.Make(3, 768) }
            .SelectMany(pet => pet.Photos)
            .Select(photo => photo.ImageId)
            .ToArray();

        ids.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_gives_photos_that_an_engine_takes(string name)
    {
        foreach (var pet in Some(name))
        {
            pet.Photos.ShouldAllBe(photo => photo.Embedding.Length == pet.Dimensions);
            pet.Photos.ShouldAllBe(photo => photo.Embedding.ToArray().All(float.IsFinite));
            pet.Photos.ShouldAllBe(photo => photo.Quality == null || (photo.Quality >= 0 && photo.Quality <= 1));
            pet.Photos.Select(photo => photo.ImageId).ShouldBeUnique();
            new[] { pet.Groups.Count, pet.GoodHeroes.Count, pet.Evidence.Count }.ShouldAllBe(count => count == pet.Photos.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_gives_every_group_a_good_hero_and_outliers_none(string name)
    {
        foreach (var pet in Some(name))
        {
            var groups = pet.Groups.Index().ToLookup(photo => photo.Item, photo => pet.GoodHeroes[photo.Index]);
            foreach (var group in groups)
                group.Any(good => good).ShouldBe(group.Key != LabelledPet.Outlier);
        }
    }

    [Theory]
    [InlineData("equal")]
    [InlineData("unequal")]
    [InlineData("outliers")]
    [InlineData("anisotropic")]
    [InlineData("many-small")]
    [InlineData("drifted")]
    public void Make_keeps_cosines_in_the_promised_ranges(string name)
    {
        foreach (var pet in Some(name))
        {
            var within = Cosines(pet, (a, b) => a == b && a >= 0).ToArray();
            var between = Cosines(pet, (a, b) => a != b && a >= 0 && b >= 0).ToArray();

            within.Average().ShouldBeInRange(0.72, 0.95);
            between.Average().ShouldBeInRange(0.27, 0.60);
        }
    }

    private static IEnumerable<LabelledPet> Some(string name) =>
        Enumerable.Range(PetSeeds.FirstTuning, name == "large" ? 2 : Seeds).Select(seed => PetFamilies.Named(name).Make(seed, 384));

    private static byte[] Bits(LabelledPet pet) =>
        [.. pet.Photos.SelectMany(photo => MemoryMarshal.AsBytes(photo.Embedding.Span).ToArray())];

    private static IEnumerable<double> Cosines(LabelledPet pet, Func<int, int, bool> wanted)
    {
        for (var i = 0; i < pet.Photos.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (wanted(pet.Groups[i], pet.Groups[j]))
                    yield return System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(pet.Photos[i].Embedding.Span, pet.Photos[j].Embedding.Span);
            }
        }
    }
}
