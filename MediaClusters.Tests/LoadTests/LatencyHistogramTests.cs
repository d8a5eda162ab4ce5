using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Percents = [0, 1, 25, 50, 75, 90, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Percentiles_are_within_one_percent_of_the_exact_ones(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            // From 1 µs to an hour, as many in each power of ten.
            var ticks = Enumerable.Range(0, random.Next(1, 3_000)).Select(_ => (long)Math.Pow(10, 1 + (random.NextDouble() * 9.5))).Order().ToArray();
            var histogram = Of(ticks);

            histogram.Count.ShouldBe(ticks.Length);
            histogram.Mean.ShouldBe(ticks.Average() / TimeSpan.TicksPerMillisecond, 1e-9 * histogram.Mean);
            histogram.Max.ShouldBe((double)ticks[^1] / TimeSpan.TicksPerMillisecond);
            foreach (var percent in Percents)
            {
                var exact = ticks[Math.Max(0, (int)decimal.Ceiling((decimal)percent * ticks.Length / 100) - 1)] / (double)TimeSpan.TicksPerMillisecond;
                histogram.Percentile(percent).ShouldBe(exact, exact / 100, $"p{percent} of {ticks.Length}");
            }
        }
    }

    [Fact]
    public void Add_is_as_if_all_had_been_recorded_in_one()
    {
        var random = new Random(7);
        var ticks = Enumerable.Range(0, 1_000).Select(_ => random.NextInt64(10, 100_000_000)).ToArray();
        var halves = Of(ticks[..300]);

        halves.Add(Of(ticks[300..]));

        halves.Distribution().ShouldBe(Of(ticks).Distribution());
        (halves.Count, halves.Mean, halves.Max).ShouldBe((1_000, Of(ticks).Mean, Of(ticks).Max));
    }

    [Fact]
    public void Distribution_ascends_to_all()
    {
        var distribution = Of(10, 10, 20, 1_000_000).Distribution().ToArray();

        distribution.Select(point => point.Share).ShouldBe([0.5, 0.75, 1]);
        distribution[0].Milliseconds.ShouldBe(0.001);
        distribution[2].Milliseconds.ShouldBe(100, 1);
    }

    [Fact]
    public void Nothing_has_no_percentiles()
    {
        var nothing = new LatencyHistogram();

        nothing.Mean.ShouldBe(double.NaN);
        nothing.Max.ShouldBe(double.NaN);
        nothing.Percentile(99).ShouldBe(double.NaN);
        nothing.Distribution().ShouldBeEmpty();
        var cleared = Of(5_000);
        cleared.Clear();
        cleared.Distribution().ShouldBeEmpty();
        cleared.Max.ShouldBe(double.NaN);
    }

    [Fact]
    public void More_than_an_hour_is_counted_and_the_maximum_tells_it()
    {
        var histogram = Of(TimeSpan.FromHours(5).Ticks);

        histogram.Max.ShouldBe(TimeSpan.FromHours(5).TotalMilliseconds);
        histogram.Percentile(50).ShouldBe(TimeSpan.FromHours(1).TotalMilliseconds, TimeSpan.FromHours(0.01).TotalMilliseconds);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void A_percentile_that_is_none_is_refused(double percent)
        => Should.Throw<ArgumentOutOfRangeException>(() => Of(1).Percentile(percent));

    [Fact]
    public void A_negative_latency_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => Of(-1));

    [Fact]
    public void Record_allocates_nothing()
    {
        var histogram = Of(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 10_000; n++)
            histogram.Record(TimeSpan.FromTicks(n * 1_000L));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static LatencyHistogram Of(params long[] ticks)
    {
        var histogram = new LatencyHistogram();
        foreach (var one in ticks)
            histogram.Record(TimeSpan.FromTicks(one));
        return histogram;
    }
}
