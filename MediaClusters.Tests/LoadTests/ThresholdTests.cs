using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.Tests.LoadTests;

public sealed class ThresholdTests
{
    [Fact]
    public void What_is_reached_is_met()
    {
        var result = Result(failed: 1, 1, 2, 3);

        Threshold.PercentileBelow(99, 10).Evaluate(result).ShouldBe(new Goal("read: p99", "below 10 ms", "3.00 ms", IsMet: true));
        Threshold.RateAtLeast(1.5).Evaluate(result).ShouldBe(new Goal("read: rate", "at least 1.5/s", "1.5/s", IsMet: true));
        Threshold.FailuresAtMost(0.25).Evaluate(result).ShouldBe(new Goal("read: failures", "at most 25%", "25%", IsMet: true));
    }

    [Fact]
    public void What_is_missed_is_not()
    {
        var result = Result(failed: 1, 1, 2, 30);

        Threshold.PercentileBelow(99, 10).Evaluate(result).IsMet.ShouldBeFalse();
        Threshold.PercentileBelow(50, 10).Evaluate(result).IsMet.ShouldBeTrue();
        Threshold.RateAtLeast(1.6).Evaluate(result).IsMet.ShouldBeFalse();
        Threshold.FailuresAtMost(0).Evaluate(result).IsMet.ShouldBeFalse();
    }

    [Fact]
    public void Nothing_measured_meets_nothing()
    {
        Threshold.PercentileBelow(99, 10).Evaluate(Result(failed: 0)).ShouldBe(new Goal("read: p99", "below 10 ms", "nothing", IsMet: false));
        Threshold.FailuresAtMost(0.5).Evaluate(Result(failed: 0)).IsMet.ShouldBeFalse();
    }

    private static LoadResult Result(long failed, params int[] milliseconds)
    {
        var latency = new LatencyHistogram();
        foreach (var one in milliseconds)
            latency.Record(TimeSpan.FromMilliseconds(one));
        return new("read", new LoadShape.Saturation(1, TimeSpan.FromSeconds(2)), TimeSpan.FromSeconds(2), latency, failed, null, []);
    }
}
