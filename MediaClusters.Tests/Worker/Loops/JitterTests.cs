using MediaClusters.Worker.Loops;

namespace MediaClusters.Tests.Worker.Loops;

public sealed class JitterTests
{
    [Fact]
    public void Around_always_stays_within_a_fifth_and_varies()
    {
        var jitter = new Jitter(1);

        var waits = Enumerable.Range(0, 200).Select(_ => jitter.Around(TimeSpan.FromSeconds(10))).ToArray();

        waits.ShouldAllBe(wait => wait >= TimeSpan.FromSeconds(8) && wait <= TimeSpan.FromSeconds(12));
        waits.Distinct().Count().ShouldBeGreaterThan(150);
    }

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(4, 2)]
    [InlineData(6, 5)]
    [InlineData(1_000_000, 5)]
    public void Backoff_always_lies_in_the_upper_half_of_its_ceiling(int failures, double ceilingSeconds)
    {
        var jitter = new Jitter(1);
        var ceiling = TimeSpan.FromSeconds(ceilingSeconds);

        for (var i = 0; i < 200; i++)
            jitter.Backoff(failures).ShouldBeInRange(ceiling / 2, ceiling);
    }
}
