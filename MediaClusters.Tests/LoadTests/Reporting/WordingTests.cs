using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed class WordingTests
{
    [Theory]
    [InlineData(12345.4, "12,345")]
    [InlineData(123.4, "123")]
    [InlineData(12.34, "12.3")]
    [InlineData(1.204, "1.2")]
    [InlineData(9.999, "10")]
    [InlineData(0.8349, "0.835")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00012, "0.00012")]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(-1234, "-1,234")]
    [InlineData(1e300, "1e+300")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "–")]
    public void A_number_has_the_digits_that_count(double value, string words) => Wording.Number(value).ShouldBe(words);

    [Theory]
    [InlineData(11612.4, "/s", "11,612/s")]
    [InlineData(1.2, "ms", "1.2 ms")]
    [InlineData(3, "", "3")]
    [InlineData(double.NaN, "ms", "–")]
    public void An_amount_has_its_unit_unless_it_is_unknown(double value, string unit, string words) => Wording.Amount(new("", value, unit)).ShouldBe(words);

    [Fact]
    public void A_load_is_told_by_its_loop()
    {
        var time = TimeSpan.FromSeconds(15);

        Wording.Load(new LoadShape.Saturation(64, time)).ShouldBe("64 connections, closed loop");
        Wording.Load(new LoadShape.Saturation(1, time)).ShouldBe("1 connection, closed loop");
        Wording.Load(LoadShape.Arrivals.Constant(5000, 64, time)).ShouldBe("5,000/s, open loop");
        Wording.Load(new LoadShape.Arrivals(100, 5000, 64, time)).ShouldBe("100/s to 5,000/s, open loop");
    }

    [Fact]
    public void A_share_names_its_yardstick()
    {
        var result = Reports.Result("latest");

        Wording.Share(new(result, "bare redis GET", 0.8349)).ShouldBe("0.83 of bare redis GET");
        Wording.Share(new(result, "bare redis GET")).ShouldBe("– of bare redis GET");
        Wording.Share(new(result)).ShouldBe("");
    }

    [Theory]
    [InlineData(0.5, "0.5 s")]
    [InlineData(59.99, "60 s")]
    [InlineData(754, "12 min 34 s")]
    [InlineData(119.9, "2 min 0 s")]
    public void A_duration_is_in_minutes_and_seconds(double seconds, string words) => Wording.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(words);
}
