using MediaClusters.Clustering;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Tests.Evaluation.Measures;

public sealed class ScoresTests
{
    [Fact]
    public void Of_is_what_a_pencil_says()
    {
        // Group 0 lost photo 3, group 1 took the outlier 6; photo 7 was left out rightly.
        var pet = Pet([0, 0, 0, 0, 1, 1, -1, -1], good: [0, 4]);

        var scores = Scores.Of(pet, new Outcome([0, 0, 0, -1, 1, 1, 1, -1], [0, 5]));

        scores.Purity.ShouldBe(6.0 / 8);
        scores.NoisePrecision.ShouldBe(0.5);
        scores.NoiseRecall.ShouldBe(0.5);
        scores.HeroPrecision.ShouldBe(0.5);
    }

    [Fact]
    public void Of_the_truth_is_perfect()
    {
        var scores = Scores.Of(Pet([0, 0, 1, 1, -1], good: [1, 3]), new Outcome([1, 1, 0, 0, -1], [3, 1]));

        scores.ShouldBe(new Scores(1, 1, 1, 1, 1, 1));
    }

    [Fact]
    public void Of_nothing_means_nothing() =>
        Scores.Of(Pet([], good: []), new Outcome([], [])).ShouldBe(new Scores(null, null, null, null, null, null));

    [Fact]
    public void Of_everything_left_out_has_no_heroes_and_is_wrong_about_every_grouped_photo()
    {
        var scores = Scores.Of(Pet([0, 0, 0, -1], good: [0]), new Outcome([-1, -1, -1, -1], []));

        scores.Purity.ShouldBe(0.25);
        scores.AdjustedRand.ShouldBe(0);
        scores.NoisePrecision.ShouldBe(0.25);
        scores.NoiseRecall.ShouldBe(1);
        scores.HeroPrecision.ShouldBeNull();
    }

    [Fact]
    public void Of_one_group_of_everything_leaves_no_noise_to_be_precise_about()
    {
        var scores = Scores.Of(Pet([0, 0, 1, -1], good: [0, 2]), new Outcome([0, 0, 0, 0], [0]));

        scores.Purity.ShouldBe(0.5);
        scores.NoisePrecision.ShouldBeNull();
        scores.NoiseRecall.ShouldBe(0);
        scores.HeroPrecision.ShouldBe(1);
    }

    [Fact]
    public void Of_a_group_of_one_is_that_of_a_photo_left_out()
    {
        var pet = Pet([0, 0, -1, 0], good: [0]);

        Scores.Of(pet, new Outcome([0, 0, 1, 2], [0, 2, 3])).ShouldBe(Scores.Of(pet, new Outcome([0, 0, -1, -1], [0])));
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 0.0)] // not a portrait
    [InlineData(3, 0.0)] // a portrait of the group that is in the minority
    public void HeroPrecision_asks_for_a_portrait_of_the_group_it_mostly_is(int hero, double precision) =>
        HeroPrecision.Of(Pet([0, 0, 0, 1, 1], good: [0, 3]), new Outcome([0, 0, 0, 0, -1], [hero])).ShouldBe(precision);

    [Fact]
    public void HeroPrecision_of_a_group_of_outliers_is_nothing() =>
        HeroPrecision.Of(Pet([-1, -1], good: []), new Outcome([0, 0], [0])).ShouldBe(0);

    [Fact]
    public void HeroPrecision_takes_either_of_two_groups_that_are_there_alike()
    {
        HeroPrecision.Of(Pet([0, 0, 1, 1], good: [0, 2]), new Outcome([0, 0, 0, 0], [0])).ShouldBe(1);
        HeroPrecision.Of(Pet([0, 0, 1, 1], good: [0, 2]), new Outcome([0, 0, 0, 0], [2])).ShouldBe(1);
    }

    [Fact]
    public void Mean_leaves_out_pets_a_figure_means_nothing_for()
    {
        var mean = Scores.Mean([new(1, 1, 1, null, null, 0.5), new(0.5, 0, 1, 0.25, null, null)]);

        mean.ShouldBe(new Scores(0.75, 0.5, 1, 0.25, null, 0.5));
    }

    private static LabelledPet Pet(int[] groups, int[] good) => new(
        "drawn by hand",
        0,
        2,
        [.. groups.Select((_, i) => new Photo(new Guid(i, 0, 0, new byte[8]), new float[] { 1, i }))],
        groups,
        [.. groups.Select((_, i) => good.Contains(i))],
        new double[groups.Length]);
}
