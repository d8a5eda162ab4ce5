using System.Numerics.Tensors;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Tests.Evaluation.Pets;

/// <summary>What each family says of itself, held against the pets it makes.</summary>
public sealed class PetPromisesTests
{
    private static readonly int[] Seeds = [.. PetSeeds.Tuning(12)];

    [Fact]
    public void Equal_has_groups_of_one_size() =>
        Each("equal", pet => Sizes(pet).Distinct().Count().ShouldBe(1));

    [Fact]
    public void Unequal_has_a_group_many_times_as_large_as_another() =>
        Each("unequal", pet => Sizes(pet).Max().ShouldBeGreaterThanOrEqualTo(3 * Sizes(pet).Min()));

    [Fact]
    public void Look_alike_has_groups_near_each_other_that_are_tighter_than_that() =>
        Each("look-alike", pet =>
        {
            var centres = Centres(pet);
            var pairs = Pairs(centres.Length).Select(pair => (pair, cosine: Cosine(centres[pair.Left], centres[pair.Right]))).ToArray();
            var ((left, right), nearest) = pairs.MaxBy(pair => pair.cosine);

            // An estimated centre is a little nearer or farther than the one it was drawn around.
            nearest.ShouldBeInRange(0.70, 0.92);
            Within(pet, left).ShouldBeGreaterThan(Between(pet, left, right));
            Within(pet, right).ShouldBeGreaterThan(Between(pet, left, right));
        });

    [Fact]
    public void Bursts_has_runs_of_near_duplicates_in_loose_groups() =>
        Each("bursts", pet =>
        {
            var near = Pairs(pet.Photos.Count).Where(pair => Cosine(pet, pair.Left, pair.Right) >= 0.97).ToArray();

            near.ShouldNotBeEmpty();
            near.ShouldAllBe(pair => pet.Groups[pair.Left] == pet.Groups[pair.Right] && pet.Groups[pair.Left] >= 0);
            var partners = near.SelectMany(pair => new[] { pair.Left, pair.Right }).CountBy(photo => photo).Select(count => count.Value).ToArray();
            partners.Min().ShouldBeGreaterThanOrEqualTo(2);
            partners.Max().ShouldBeLessThanOrEqualTo(14);
        });

    [Fact]
    public void Outliers_has_a_quarter_to_two_fifths() =>
        Each("outliers", pet => pet.Groups.Count(group => group < 0).ShouldBeInRange((int)(0.24 * pet.Groups.Count), (int)Math.Ceiling(0.41 * pet.Groups.Count)));

    [Fact]
    public void Anisotropic_has_deviations_along_few_directions()
    {
        // The share of energy that the strongest direction explains: a thirtieth or so where all are alike.
        var anisotropic = Seeds.Average(seed => StrongestShare(PetFamilies.Named("anisotropic").Make(seed, 384)));

        anisotropic.ShouldBeGreaterThan(1.5 * Seeds.Average(seed => StrongestShare(PetFamilies.Named("equal").Make(seed, 384))));
    }

    [Fact]
    public void Tiny_has_one_to_seven_photos_of_every_number()
    {
        var counts = PetSeeds.Tuning(60).Select(seed => PetFamilies.Named("tiny").Make(seed, 384).Photos.Count).Distinct().Order();

        counts.ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void Single_has_one_group_and_few_outliers() =>
        Each("single", pet =>
        {
            Sizes(pet).Length.ShouldBe(1);
            pet.Groups.Count(group => group < 0).ShouldBeLessThanOrEqualTo(4);
        });

    [Fact]
    public void Many_small_has_twelve_to_thirty_groups_of_two_to_six() =>
        Each("many-small", pet =>
        {
            Sizes(pet).Length.ShouldBeInRange(12, 30);
            Sizes(pet).ShouldAllBe(size => size >= 2 && size <= 6);
        });

    [Fact]
    public void Large_has_hundreds_of_photos() =>
        Each("large", pet => pet.Photos.Count.ShouldBeInRange(500, 1_500), PetSeeds.Tuning(4));

    [Fact]
    public void Drifted_is_the_second_state_of_its_pet() =>
        Each("drifted", pet =>
        {
            var (before, after) = PetFamilies.Named("drifted").MakeDrifted(pet.Seed, pet.Dimensions);

            pet.Photos.Select(photo => photo.Embedding.ToArray()).ShouldBe(after.Photos.Select(photo => photo.Embedding.ToArray()));
            before.Photos[0].Embedding.ToArray().ShouldNotBe(after.Photos[0].Embedding.ToArray());
        });

    [Fact]
    public void Mixed_lacks_some_of_every_signal()
    {
        var photos = Seeds.SelectMany(seed => PetFamilies.Named("mixed").Make(seed, 384).Photos).ToArray();

        photos.Average(photo => photo.Quality is null ? 1.0 : 0).ShouldBeInRange(0.05, 0.15);
        photos.Average(photo => photo.Pose is null ? 1.0 : 0).ShouldBeInRange(0.05, 0.25);
        photos.Average(photo => photo.CapturedAt is null ? 1.0 : 0).ShouldBeInRange(0.05, 0.25);
    }

    [Fact]
    public void MakeDrifted_keeps_photos_and_truth_and_turns_every_embedding_a_little()
    {
        var (before, after) = PetFamilies.Named("unequal").MakeDrifted(5, 512);

        after.Photos.Select(photo => photo.ImageId).ShouldBe(before.Photos.Select(photo => photo.ImageId));
        after.Groups.ShouldBe(before.Groups);
        before.Photos.Zip(after.Photos)
            .Select(pair => TensorPrimitives.CosineSimilarity(pair.First.Embedding.Span, pair.Second.Embedding.Span))
            .ShouldAllBe(cosine => cosine > 0.85 && cosine < 0.97);
    }

    [Fact]
    public void MakeDrifted_keeps_near_duplicates_near()
    {
        var (before, after) = PetFamilies.Named("bursts").MakeDrifted(1, 384);
        var near = Pairs(before.Photos.Count).Where(pair => Cosine(before, pair.Left, pair.Right) >= 0.97).ToArray();

        near.ShouldNotBeEmpty();
        near.ShouldAllBe(pair => Cosine(after, pair.Left, pair.Right) > 0.95);
    }

    [Fact]
    public void Narrowed_halves_the_distances()
    {
        var (wide, narrow) = (PetFamilies.Named("equal").Make(1, 384), PetFamilies.Named("equal").Narrowed().Make(1, 384));

        narrow.Groups.Count.ShouldBe(wide.Groups.Count);
        (1 - Within(narrow, 0)).ShouldBe((1 - Within(wide, 0)) / 2, 0.02);
        (1 - Between(narrow, 0, 1)).ShouldBe((1 - Between(wide, 0, 1)) / 2, 0.06);
    }

    [Fact]
    public void Portraits_are_a_fifth_to_a_third_and_tend_to_be_sharp_and_frontal()
    {
        var pets = Seeds.Select(seed => PetFamilies.Named("equal").Make(seed, 384)).ToArray();
        var photos = pets.SelectMany(pet => pet.Photos.Zip(pet.GoodHeroes, pet.Groups).Where(photo => photo.Third >= 0)).ToArray();
        var (portraits, others) = (photos.Where(photo => photo.Second).ToArray(), photos.Where(photo => !photo.Second).ToArray());

        ((double)portraits.Length / photos.Length).ShouldBeInRange(0.18, 0.36);
        portraits.Average(photo => photo.First.Quality).ShouldNotBeNull().ShouldBeGreaterThan(others.Average(photo => photo.First.Quality)!.Value + 0.2);
        portraits.Average(photo => photo.First.Pose == "front" ? 1.0 : 0).ShouldBeInRange(0.6, 0.85);
        others.Average(photo => photo.First.Pose == "front" ? 1.0 : 0).ShouldBeInRange(0.05, 0.2);
        others.Max(photo => photo.First.Quality).ShouldNotBeNull().ShouldBeGreaterThan(portraits.Min(photo => photo.First.Quality)!.Value, "signals overlap");
    }

    private static void Each(string family, Action<LabelledPet> check, IEnumerable<int>? seeds = null)
    {
        foreach (var seed in seeds ?? Seeds)
            check(PetFamilies.Named(family).Make(seed, 384));
    }

    private static int[] Sizes(LabelledPet pet) =>
        [.. pet.Groups.Where(group => group >= 0).CountBy(group => group).Select(count => count.Value)];

    private static float[][] Centres(LabelledPet pet) => [.. Enumerable.Range(0, pet.Groups.Max() + 1).Select(group =>
    {
        var centre = new float[pet.Dimensions];
        foreach (var photo in Members(pet, group))
            TensorPrimitives.MultiplyAdd(pet.Photos[photo].Embedding.Span, 1 / TensorPrimitives.Norm(pet.Photos[photo].Embedding.Span), centre, centre);
        return centre;
    })];

    private static int[] Members(LabelledPet pet, int group) =>
        [.. pet.Groups.Index().Where(photo => photo.Item == group).Select(photo => photo.Index)];

    private static double Within(LabelledPet pet, int group)
    {
        var members = Members(pet, group);
        return Pairs(members.Length).Average(pair => Cosine(pet, members[pair.Left], members[pair.Right]));
    }

    private static double Between(LabelledPet pet, int left, int right) =>
        Members(pet, left).SelectMany(_ => Members(pet, right), (one, other) => Cosine(pet, one, other)).Average();

    private static double StrongestShare(LabelledPet pet)
    {
        var centres = Centres(pet);
        var deviations = pet.Groups.Index().Where(photo => photo.Item >= 0).Select(photo => Deviation(pet.Photos[photo.Index].Embedding.Span, centres[photo.Item])).ToArray();
        var direction = deviations[0];
        for (var round = 0; round < 30; round++)
        {
            var next = new float[direction.Length];
            foreach (var deviation in deviations)
                TensorPrimitives.MultiplyAdd(deviation, TensorPrimitives.Dot<float>(deviation, direction), next, next);
            TensorPrimitives.Divide(next, TensorPrimitives.Norm<float>(next), next);
            direction = next;
        }

        return deviations.Sum(deviation => Math.Pow(TensorPrimitives.Dot<float>(deviation, direction), 2)) / deviations.Sum(deviation => TensorPrimitives.SumOfSquares<float>(deviation));
    }

    private static float[] Deviation(ReadOnlySpan<float> photo, ReadOnlySpan<float> centre)
    {
        var deviation = new float[photo.Length];
        TensorPrimitives.Divide(photo, TensorPrimitives.Norm(photo), deviation);
        var unit = new float[photo.Length];
        TensorPrimitives.Divide(centre, TensorPrimitives.Norm(centre), unit);
        TensorPrimitives.Subtract(deviation, unit, deviation);
        return deviation;
    }

    private static IEnumerable<(int Left, int Right)> Pairs(int count) =>
        Enumerable.Range(0, count).SelectMany(left => Enumerable.Range(left + 1, count - left - 1), (left, right) => (left, right));

    private static double Cosine(LabelledPet pet, int left, int right) =>
        TensorPrimitives.CosineSimilarity(pet.Photos[left].Embedding.Span, pet.Photos[right].Embedding.Span);

    private static double Cosine(float[] left, float[] right) => TensorPrimitives.CosineSimilarity<float>(left, right);
}
