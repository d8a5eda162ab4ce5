using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Persistence.Jobs;

public sealed class QueueEstimateTests
{
    private const long Open = StatsSql.Cap + 1;

    [Fact]
    public void OfQueued_below_the_cap_is_what_was_counted() => QueueEstimate.OfQueued([3, 0, StatsSql.Cap], 1_000_000).ShouldBe([3, 0, StatsSql.Cap]);

    [Fact]
    public void OfQueued_above_the_cap_is_what_the_others_leave_of_the_entries()
    {
        QueueEstimate.OfQueued([5_000, Open, 0], 105_000).ShouldBe([5_000, 100_000, 0]);
        QueueEstimate.OfQueued([Open, Open, 1_000], 101_000).ShouldBe([50_000, 50_000, 1_000]);
    }

    [Fact]
    public void OfQueued_never_less_than_was_counted()
    {
        QueueEstimate.OfQueued([Open, 7, Open], 0).ShouldBe([Open, 7, Open]);
        QueueEstimate.OfQueued([Open], -1).ShouldBe([Open]);
    }

    [Fact]
    public void OfFailed_above_the_cap_has_the_shares_of_what_was_seen()
    {
        QueueEstimate.OfFailed([2_000, 8_001], 10_001, 10_001_000).ShouldBe([2_000_000, 8_001_000]);
        QueueEstimate.OfFailed([2_000, 8_001], 10_001, 0).ShouldBe([2_000, 8_001]);
        QueueEstimate.OfFailed([0, 1], 10_001, 10_001_000).ShouldBe([0, 1_000]);
        QueueEstimate.OfFailed([2_000, 8_000], 10_000, 1_000_000).ShouldBe([2_000, 8_000]);
        QueueEstimate.OfFailed([], 0, 1_000_000).ShouldBeEmpty();
    }
}
