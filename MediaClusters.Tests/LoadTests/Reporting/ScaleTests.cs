using MediaClusters.LoadTests.Reporting.Html;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(17_900, 3, new double[] { 0, 10_000, 20_000 })]
    [InlineData(6, 6, new double[] { 0, 1, 2, 3, 4, 5, 6 })]
    [InlineData(double.NaN, 2, new double[] { 0, 0.5, 1 })]
    [InlineData(0, 2, new double[] { 0, 0.5, 1 })]
    public void Linear_ticks_are_round_and_hold_the_highest(double highest, int steps, double[] ticks) =>
        LinearScale.Over([highest], steps, 0, 1).Ticks.ShouldBe(ticks, 1e-9);

    [Theory]
    [InlineData(1.5, 4.2, 12, new double[] { 1, 2, 5 })]
    [InlineData(1, 1, 12, new double[] { 1, 2 })]
    [InlineData(0.001, 10_000, 12, new[] { 0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000 })]
    [InlineData(0.001, 10_000, 4, new[] { 0.001, 0.1, 10, 1000 })]
    [InlineData(double.NaN, -1, 12, new double[] { 1, 2 })]
    public void Logarithmic_ticks_hold_all_and_are_not_too_many(double lowest, double highest, int most, double[] ticks) =>
        LogScale.Over([lowest, highest], most, 0, 1).Ticks.ShouldBe(ticks, 1e-9);

    [Fact]
    public void Places_are_between_the_ends()
    {
        var linear = LinearScale.Over([10], 5, from: 100, to: 0);
        linear.At(0).ShouldBe(100);
        linear.At(5).ShouldBe(50, 1e-9);
        linear.At(99).ShouldBe(0);

        var log = LogScale.Over([1, 100], 4, from: 100, to: 0);
        log.At(0).ShouldBe(100);
        log.At(10).ShouldBe(50, 1e-9);
        log.At(1e9).ShouldBe(0);
    }
}
