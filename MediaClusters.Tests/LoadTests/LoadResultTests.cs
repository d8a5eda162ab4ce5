using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

public sealed class LoadResultTests
{
    [Theory]
    [InlineData(new[] { 5.0, 900, 7 }, 7)]
    [InlineData(new[] { 900.0, 7, 901, 5 }, 900)]
    [InlineData(new[] { 3.0 }, 3)]
    public void Median_second_passes_over_the_one_that_stood_still(double[] percentiles, double expected)
        => Of([.. percentiles.Select((p99, second) => new LoadSecond(second, 10, 0, 1, p99, p99))]).P99OfMedianSecond.ShouldBe(expected);

    [Fact]
    public void Second_without_answers_is_the_longest()
    {
        LoadSecond[] seconds = [new(0, 10, 0, 1, 5, 5), new(1, 0, 0, double.NaN, double.NaN, double.NaN), new(2, 0, 0, double.NaN, double.NaN, double.NaN)];

        Of(seconds).P99OfMedianSecond.ShouldBe(double.PositiveInfinity);
        Of([]).P99OfMedianSecond.ShouldBe(double.NaN);
    }

    private static LoadResult Of(IReadOnlyList<LoadSecond> seconds)
        => new("any", new LoadShape.Saturation(1, TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(3), new(), 0, null, seconds);
}
