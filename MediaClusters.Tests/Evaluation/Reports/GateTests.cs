using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Tests.Evaluation.Reports;

public sealed class GateTests
{
    [Fact]
    public void Misses_nothing_at_the_limits() =>
        Gate.Misses([Score("auto", "a", 0.95, 0.90, 0.90), Score("stub", "a", 0.95, 0.90, 0.90)]).ShouldBeEmpty();

    [Fact]
    public void Misses_a_family_however_good_the_others_are() =>
        Gate.Misses([Score("auto", "a", 1, 1, 1), Score("auto", "b", 1, 0.8765, 1), Score("auto", "c", 1, 1, 1)])
            .ShouldBe(["b: ARI 0.8765 is 0.0235 below 0.90"]);

    [Fact]
    public void Misses_every_figure_that_is_too_low() =>
        Gate.Misses([Score("auto", "a", 0.9, 0.8, 0.7)]).ShouldBe([
            "a: purity 0.9000 is 0.0500 below 0.95",
            "a: ARI 0.8000 is 0.1000 below 0.90",
            "a: hero precision 0.7000 is 0.2000 below 0.90",
        ]);

    [Fact]
    public void Misses_what_is_worse_than_the_stub_on_the_same_family() =>
        Gate.Misses([Score("auto", "a", 0.97, 0.95, 0.95), Score("stub", "a", 0.96, 0.96, 0.95), Score("stub", "b", 1, 1, 1)])
            .ShouldBe(["a: ARI 0.9500 is 0.0100 below the stub's 0.9600"]);

    [Fact]
    public void Misses_a_figure_without_value() =>
        Gate.Misses([Score("auto", "a", 1, 1, null), Score("stub", "a", 1, 1, null)]).ShouldBe(["a: hero precision has no value"]);

    [Fact]
    public void Misses_nothing_where_the_stub_has_no_value() =>
        Gate.Misses([Score("auto", "a", 1, 1, 1), Score("stub", "a", 1, 1, null)]).ShouldBeEmpty();

    [Fact]
    public void Misses_a_figure_that_is_not_a_number() =>
        Gate.Misses([Score("auto", "a", double.NaN, 1, 1)]).ShouldHaveSingleItem();

    [Fact]
    public void Misses_nothing_of_other_strategies() =>
        Gate.Misses([Score("dbscan", "a", 0, 0, 0), Score("auto", "a", 1, 1, 1)]).ShouldBeEmpty();

    [Fact]
    public void Misses_compares_with_the_stub_on_the_pets_where_both_have_a_value()
    {
        Gate.Misses([Heroes("auto", 1, 0.92), Heroes("stub", 1, null)]).ShouldBeEmpty();
        Gate.Misses([Heroes("auto", 1, 0.92, 1), Heroes("stub", null, 0.94, null)]).ShouldBe(["a: hero precision 0.9200 is 0.0200 below the stub's 0.9400"]);
    }

    private static FamilyScore Heroes(string contender, params double?[] pets) =>
        new(contender, "a", null, [.. pets.Select(hero => new Scores(1, 1, 1, 1, 1, hero))], 1);

    private static FamilyScore Score(string contender, string family, double purity, double index, double? hero) =>
        new(contender, family, null, [new Scores(purity, index, 1, 1, 1, hero)], 1);
}
