using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Persistence.Jobs;

public sealed class FloorSegmentsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_known_priorities_each_has_its_own_and_those_between_share_one()
    {
        var segments = FloorSegments.Of(1, Known(-100, 0, 99), Noon, Noon);

        segments.Lows.Zip(segments.Highs).ShouldBe([(100, 100), (99, 99), (1, 98), (0, 0), (-99, -1), (-100, -100)]);
        segments.Floors.ShouldBe([Noon, Noon.AddMinutes(-99), Noon, Noon, Noon, Noon.AddMinutes(100)]);
    }

    [Fact]
    public void Of_any_known_priorities_covers_each_priority_once_from_the_highest_to_the_lowest()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            short[] known = [.. Enumerable.Range(-100, 201).Where(_ => random.Next(201) < round).Select(priority => (short)priority)];

            var segments = FloorSegments.Of(1, Known(known), Noon, Noon);

            segments.Lows.Zip(segments.Highs).SelectMany(s => Enumerable.Range(s.First, s.Second - s.First + 1).Reverse())
                .ShouldBe(Enumerable.Range(-100, 201).Reverse());
            known.ShouldBeSubsetOf(segments.Lows.Zip(segments.Highs).Where(s => s.First == s.Second).Select(s => s.First));
        }
    }

    [Fact]
    public void Unknown_is_everything() => FloorSegments.Unknown.ShouldSatisfyAllConditions(
        unknown => unknown.Lows.ShouldBe([(short)-100]), unknown => unknown.Highs.ShouldBe([(short)100]), unknown => unknown.Look.ShouldBe(0));

    private static Dictionary<short, DateTimeOffset> Known(params short[] priorities)
        => priorities.ToDictionary(priority => priority, priority => Noon.AddMinutes(-priority));
}
