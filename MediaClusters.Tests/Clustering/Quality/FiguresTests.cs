using System.Globalization;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Tests.Clustering.Quality;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.12345678, "0.123457")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(-1e-9, "0")]
    [InlineData(-0.5, "-0.5")]
    public void Round_leaves_six_decimals_and_no_negative_zero(double value, string text) =>
        Figures.Round(value).ToString("R", CultureInfo.InvariantCulture).ShouldBe(text);

    [Fact]
    public void Round_of_nothing_is_nothing() => Figures.Round(null).ShouldBeNull();
}
