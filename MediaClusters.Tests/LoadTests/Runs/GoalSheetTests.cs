using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Runs;

namespace MediaClusters.Tests.LoadTests.Runs;

public sealed class GoalSheetTests
{
    [Fact]
    public void What_was_not_measured_is_no_goal()
        => GoalSheet.Evaluate(new(), GoalLimits.Aim).ShouldBeEmpty();

    [Theory]
    [InlineData(8_000, 10_000, true)]
    [InlineData(7_999, 10_000, false)]
    public void A_share_of_a_yardstick_is_reached_from_its_limit_on(double rate, double yardstick, bool isMet)
    {
        var findings = Found((Findings.RateOf(Names.Latest), rate), (Findings.RateOf(Names.RedisGet), yardstick));

        var goal = GoalSheet.Evaluate(findings, GoalLimits.Aim).ShouldHaveSingleItem();

        goal.IsMet.ShouldBe(isMet);
        goal.Wanted.ShouldBe("at least 80 %");
        goal.Measured.ShouldBe("80 %");
    }

    [Theory]
    [InlineData(9.99, true)]
    [InlineData(10, false)]
    [InlineData(double.NaN, false)]
    public void A_percentile_has_to_be_below_its_limit(double milliseconds, bool isMet)
        => GoalSheet.Evaluate(Found((Findings.P99Of(Names.LatestHalf), milliseconds)), GoalLimits.Aim).ShouldHaveSingleItem().IsMet.ShouldBe(isMet);

    [Theory]
    [InlineData(99, true)]
    [InlineData(101, false)]
    public void The_gate_looks_at_the_median_second(double milliseconds, bool isMet)
    {
        var findings = Found((Findings.P99Of(Names.LatestHalf), 1_000), (Findings.P99OfMedianSecond(Names.LatestHalf), milliseconds));

        GoalSheet.Evaluate(findings, GoalLimits.Gate).ShouldHaveSingleItem().IsMet.ShouldBe(isMet);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void One_failure_is_too_many(double failures, bool isMet)
        => GoalSheet.Evaluate(Found(("failures", failures)), GoalLimits.Gate).ShouldHaveSingleItem().IsMet.ShouldBe(isMet);

    [Fact]
    public void Growth_is_held_against_the_smallest_size_by_rate_and_by_percentile()
    {
        var (few, many) = (Names.AtSize("version", 1_000), Names.AtSize("version", 100_000));
        var findings = Found(
            (GrowthStages.Smallest, 1_000), (GrowthStages.Largest, 100_000),
            (Findings.RateOf(few), 1_300), (Findings.RateOf(many), 1_000),
            (Findings.P99Of(GrowthStages.AtOneRate(few)), 1), (Findings.P99Of(GrowthStages.AtOneRate(many)), 1.31));

        GoalSheet.Evaluate(findings, GoalLimits.Aim).Select(goal => goal.IsMet).ShouldBe([true, false]);
    }

    [Fact]
    public void The_gate_holds_jobs_against_pgbench_and_not_against_the_clock()
    {
        var findings = Found((Names.JobsRate, 20), (Findings.RateOf(Names.PgbenchPersist8), 100));

        GoalSheet.Evaluate(findings, GoalLimits.Gate).ShouldHaveSingleItem().IsMet.ShouldBeTrue();
        GoalSheet.Evaluate(findings, GoalLimits.Aim).ShouldHaveSingleItem().ShouldBe(new Goal("5. jobs of 100 photos, one worker", "at least 250 /s", "20 /s", IsMet: false));
    }

    private static Findings Found(params (string Name, double Value)[] values)
    {
        var findings = new Findings();
        foreach (var (name, value) in values)
            findings.Set(name, value);
        return findings;
    }
}
