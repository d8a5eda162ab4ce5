using MediaClusters.Clustering.Duplicates;

namespace MediaClusters.Tests.Clustering.Duplicates;

public sealed class NearDuplicatesTests
{
    // 1 - cos 10 degrees is 0.0152, of 20 degrees 0.0603.
    private const float TenDegrees = 0.016f;

    [Fact]
    public void Find_collapses_photos_onto_the_one_with_the_most_near_duplicates()
    {
        var found = Find([Pets.At(0), Pets.At(90), Pets.At(16), Pets.At(8)], TenDegrees);

        found.Representatives.ShouldBe([1, 3]);
        found.Weights.ShouldBe([1, 3]);
        Expand(found, [7, 9], 4).ShouldBe([9, 7, 9, 9]);
        found.None.ShouldBeFalse();
    }

    [Fact]
    public void Find_a_chain_of_small_steps_does_not_become_one()
    {
        float[][] chain = [.. Enumerable.Range(0, 60).Select(i => Pets.At(i * 3))];
        using var distances = Labels.Distances(chain);

        var found = NearDuplicates.Find(distances, TenDegrees, CancellationToken.None);

        var standIns = StandIns(found, chain.Length);
        for (var photo = 0; photo < chain.Length; photo++)
            distances[photo, standIns[photo]].ShouldBeLessThanOrEqualTo(TenDegrees);
        found.Representatives.Length.ShouldBeInRange(9, 20);
    }

    [Fact]
    public void Find_representatives_are_no_near_duplicates_of_each_other()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            using var distances = Labels.Distances([.. Enumerable.Range(0, random.Next(1, 120)).Select(_ => Pets.Vector(random, 3))]);

            var found = NearDuplicates.Find(distances, 0.03f, CancellationToken.None);

            found.Weights.Sum().ShouldBe(distances.Count, $"seed {seed}");
            found.Representatives.ShouldBeInOrder();
            foreach (var one in found.Representatives)
                found.Representatives.ShouldAllBe(other => other == one || distances[one, other] > 0.03f);
            var standIns = StandIns(found, distances.Count);
            for (var photo = 0; photo < standIns.Length; photo++)
                distances[photo, standIns[photo]].ShouldBeLessThanOrEqualTo(0.03f);
        }
    }

    [Fact]
    public void Find_copies_are_one()
    {
        var vector = Pets.Vector(new Random(1), 384);

        var found = Find([.. Enumerable.Repeat(vector, 100)], 0.03f);

        found.Representatives.ShouldBe([0]);
        found.Weights.ShouldBe([100]);
    }

    [Fact]
    public void Find_strangers_stand_for_themselves()
    {
        var found = Find([Pets.At(0), Pets.At(90), Pets.At(180)], 0.03f);

        found.None.ShouldBeTrue();
        found.Representatives.ShouldBe([0, 1, 2]);
        found.Weights.ShouldBe([1, 1, 1]);
        Find([], 0.03f).Representatives.ShouldBeEmpty();
    }

    [Fact]
    public void Find_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() => NearDuplicates.Find(distances, 0.03f, new CancellationToken(canceled: true)));
    }

    private static NearDuplicates Find(float[][] vectors, float threshold)
    {
        using var distances = Labels.Distances(vectors);
        return NearDuplicates.Find(distances, threshold, CancellationToken.None);
    }

    private static int[] Expand(NearDuplicates found, int[] labels, int count)
    {
        var all = new int[count];
        found.Expand(labels, all);
        return all;
    }

    private static int[] StandIns(NearDuplicates found, int count) => Expand(found, found.Representatives, count);
}
