using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Tests.Evaluation.Reports;

public sealed class EvaluationRunTests
{
    private static readonly EvaluationPlan Plan = new(4, HeldOut: false) { Families = [PetFamilies.Named("equal"), PetFamilies.Named("tiny")] };

    [Fact]
    public void Measure_gives_a_row_for_each_contender_and_family_in_their_order()
    {
        var scores = Measure(Plan, new Truth("best"), new Everything("all in one"));

        scores.Select(score => (score.Contender, score.Family, score.Dimensions, score.OfPets.Count)).ShouldBe([
            ("best", "equal", null, 4), ("best", "tiny", null, 20), ("all in one", "equal", null, 4), ("all in one", "tiny", null, 20),
        ]);
        scores.Where(score => score.Contender == "best").ShouldAllBe(score => score.Scores.Purity == 1 && score.Scores.AdjustedRand == 1);
        scores.Single(score => score is { Contender: "all in one", Family: "equal" }).Scores.AdjustedRand.ShouldBe(0);
    }

    [Fact]
    public void Measure_by_dimension_gives_a_row_for_each() =>
        Measure(Plan with { ByDimension = true, Families = [PetFamilies.Named("equal")] }, new Truth("best"))
            .Select(score => (score.Dimensions, score.OfPets.Count)).ShouldBe([(384, 2), (512, 1), (768, 1)]);

    [Fact]
    public void Measure_stops_when_cancelled() =>
        Should.Throw<OperationCanceledException>(() => new EvaluationRun(Plan, new Silence()).Measure([new Truth("best")], new CancellationToken(canceled: true)));

    [Fact]
    public void Plan_takes_seeds_of_the_range_it_was_told()
    {
        var family = PetFamilies.Named("equal");

        Plan.Seeds(family).ShouldBe([(1, 384), (2, 512), (3, 768), (4, 384)]);
        (Plan with { HeldOut = true }).Seeds(family).ShouldAllBe(seed => seed.Seed >= PetSeeds.FirstHeldOut);
    }

    [Theory]
    [InlineData("large", 3, 6)]
    [InlineData("tiny", 20, 150)]
    [InlineData("mixed", 4, 30)]
    public void Plan_has_more_of_tiny_pets_and_fewer_of_large_ones(string family, int fourAsked, int thirtyAsked)
    {
        Plan.Seeds(PetFamilies.Named(family)).Count().ShouldBe(fourAsked);
        (Plan with { PetsOfFamily = 30 }).Seeds(PetFamilies.Named(family)).Count().ShouldBe(thirtyAsked);
        (Plan with { PetsOfFamily = PetSeeds.Most }).Seeds(PetFamilies.Named(family)).Count().ShouldBeLessThanOrEqualTo(PetSeeds.Most);
    }

    [Fact]
    public void Table_is_aligned_and_shows_what_has_no_value_as_a_dash()
    {
        var table = ScoreTable.Of([new("stub", "tiny", 384, [new Scores(1, 0.25, 1, null, 1, null), new Scores(1, 0.75, 1, null, 1, null)], 0.123), new("auto", "look-alike", null, [.. Enumerable.Repeat(new Scores(1, -0.25, 1, 1, 1, 1), 10)], 12)]);

        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4);
        lines.Select(line => line.Length).Distinct().ShouldHaveSingleItem();
        lines[2].Split('|', StringSplitOptions.TrimEntries).ShouldBe(["", "stub", "tiny", "384", "2", "1.000", "0.500", "1.000", "–", "1.000", "–", "0.12", ""]);
        lines[3].ShouldContain("-0.250");
    }

    private static IReadOnlyList<FamilyScore> Measure(EvaluationPlan plan, params Contender[] contenders) =>
        new EvaluationRun(plan, new Silence()).Measure(contenders, CancellationToken.None);

    private sealed class Truth(string name) : Contender(name)
    {
        public override Func<Outcome> Prepare(LabelledPet pet, CancellationToken cancellationToken)
        {
            var heroes = Enumerable.Range(0, pet.Groups.DefaultIfEmpty(-1).Max() + 1)
                .Select(group => pet.Groups.Index().First(photo => photo.Item == group && pet.GoodHeroes[photo.Index]).Index);
            return () => new Outcome([.. pet.Groups], [.. heroes]);
        }
    }

    private sealed class Everything(string name) : Contender(name)
    {
        public override Func<Outcome> Prepare(LabelledPet pet, CancellationToken cancellationToken) => () => new Outcome(new int[pet.Photos.Count], [0]);
    }

    private sealed class Silence : IProgress<string>
    {
        public void Report(string value)
        {
        }
    }
}
