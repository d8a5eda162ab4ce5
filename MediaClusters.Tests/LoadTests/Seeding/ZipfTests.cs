using MediaClusters.LoadTests.Seeding;

namespace MediaClusters.Tests.LoadTests.Seeding;

public sealed class ZipfTests
{
    [Fact]
    public void Next_picks_each_as_often_as_its_rank_says()
    {
        const int Count = 1_000;
        const int Picks = 200_000;
        var zipf = new Zipf(Count, seed: 7);
        var random = new Random(1);
        var picked = new int[Count];
        for (var i = 0; i < Picks; i++)
            picked[zipf.Next(random)]++;

        var sum = Enumerable.Range(1, Count).Sum(rank => Math.Pow(rank, -0.99));
        foreach (var rank in (int[])[1, 2, 3, 10, 30])
        {
            var expected = Picks * Math.Pow(rank, -0.99) / sum;
            ((double)picked[zipf.Ranked(rank - 1)]).ShouldBe(expected, 5 * Math.Sqrt(expected));
        }

        picked.Count(times => times > 0).ShouldBeGreaterThan(Count * 9 / 10);
    }

    [Fact]
    public void Next_of_one_picks_that_one()
        => new Zipf(1, seed: 3).Next(new Random(3)).ShouldBe(0);

    [Fact]
    public void Ranks_are_a_shuffle_that_the_seed_decides()
    {
        int[] Ranks(int seed) => [.. Enumerable.Range(0, 100).Select(new Zipf(100, seed).Ranked)];

        Ranks(1).Order().ShouldBe(Enumerable.Range(0, 100));
        Ranks(1).ShouldBe(Ranks(1));
        Ranks(1).ShouldNotBe(Ranks(2));
        Ranks(1).ShouldNotBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void A_pick_from_nothing_is_refused()
        => Should.Throw<ArgumentOutOfRangeException>(() => new Zipf(0, seed: 1));
}
