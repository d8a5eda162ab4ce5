using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

public sealed class ArrivalScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Arrivals_are_at_any_time_as_many_as_the_integral_of_the_rate(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var (from, to) = (random.Next(3) == 0 ? 0 : random.NextDouble() * 500, random.NextDouble() * 500);
            if (random.Next(2) == 0)
                (from, to) = (to, from);
            var seconds = 0.1 + (random.NextDouble() * 10);
            var schedule = new ArrivalSchedule(from, to, TimeSpan.FromSeconds(seconds));

            schedule.Count.ShouldBe((long)Math.Round((from + to) / 2 * seconds));
            var previous = TimeSpan.Zero;
            for (var arrival = 0L; arrival < schedule.Count; arrival++)
            {
                var at = schedule.At(arrival);
                at.ShouldBeInRange(previous, TimeSpan.FromSeconds(seconds));
                previous = at;
                var t = at.TotalSeconds;
                var integral = (from * t) + ((to - from) * t * t / (2 * seconds));
                integral.ShouldBe(arrival + 0.5, 0.01, $"{from} to {to} in {seconds} s");
            }
        }
    }

    [Fact]
    public void A_constant_rate_is_even()
    {
        var schedule = new ArrivalSchedule(10, 10, TimeSpan.FromSeconds(1));

        Enumerable.Range(0, (int)schedule.Count).Select(arrival => schedule.At(arrival).TotalMilliseconds)
            .ShouldBe([50, 150, 250, 350, 450, 550, 650, 750, 850, 950], 0.001);
    }
}
