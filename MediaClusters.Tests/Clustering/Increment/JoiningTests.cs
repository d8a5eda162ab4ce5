using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Increment;

namespace MediaClusters.Tests.Clustering.Increment;

public sealed class JoiningTests
{
    private const double NearDuplicates = 0.03;

    // Two photos 20 degrees apart: the other is the centroid of the rest, 0.0603 away. Twice that is 28.4 degrees from 10.
    private static readonly float[][] Pair = [Pets.At(0), Pets.At(20)];

    [Fact]
    public void Find_a_group_reaches_as_far_as_its_photos_lie_from_the_others()
    {
        Find(Pair, [[0, 1]], Pets.At(38)).ShouldBe(0);
        Find(Pair, [[0, 1]], Pets.At(39)).ShouldBe(-1);
        Find(Pair, [[0, 1]], Pets.At(-18)).ShouldBe(0);
    }

    [Fact]
    public void Find_a_group_of_one_takes_near_duplicates_only()
    {
        // Of unit vectors in float32 some are a little longer, some shorter.
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var one = Pets.Vector(random, 32);
            using var vectors = UnitVectors.From(Pets.Photos(one, Pets.Add(one, Pets.Vector(random, 32), 0.1f), Pets.Vector(random, 32)));
            using var joining = Joining.For(vectors, [[0]], new IncrementOptions(), NearDuplicates);

            joining.Find(vectors[1]).ShouldBe(0, $"seed {seed}");
            joining.Find(vectors[2]).ShouldBe(-1, $"seed {seed}");
            joining.Holds(0, vectors[0]).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void FindInside_takes_the_mean_distance_alone()
    {
        using var vectors = UnitVectors.From(Pets.Photos(Pair));
        using var joining = Joining.For(vectors, [[0, 1]], new IncrementOptions(), NearDuplicates);

        joining.FindInside(Pets.At(29)).ShouldBe(0);
        joining.FindInside(Pets.At(31)).ShouldBe(-1);
    }

    [Fact]
    public void Find_near_duplicates_join_however_tight_the_group_is()
    {
        // 14 degrees are a distance of 0.0297.
        Find([Pets.At(0), Pets.At(0)], [[0, 1]], Pets.At(14)).ShouldBe(0);
        Find([Pets.At(0), Pets.At(0)], [[0, 1]], Pets.At(15)).ShouldBe(-1);
        Find([Pets.At(0)], [[0]], Pets.At(14)).ShouldBe(0);
        Find([Pets.At(0)], [[0]], Pets.At(15)).ShouldBe(-1);
    }

    [Fact]
    public void Find_between_two_groups_is_none()
    {
        float[][] photos = [.. Pair, Pets.At(40), Pets.At(60)];

        Find(photos, [[0, 1], [2, 3]], Pets.At(30)).ShouldBe(-1);
        Find(photos, [[0, 1], [2, 3]], Pets.At(28)).ShouldBe(0);
        Find(photos, [[0, 1], [2, 3]], Pets.At(32)).ShouldBe(1);
        Find(photos, [[0, 1], [2, 3]], Pets.At(28), new IncrementOptions { Margin = 1 }).ShouldBe(-1);
    }

    [Fact]
    public void Find_a_tight_group_nearby_does_not_keep_photos_from_a_loose_one()
    {
        // The photo is nearer to the tight group, and out of its reach.
        float[][] photos = [.. Pair, Pets.At(50), Pets.At(50.1)];

        Find(photos, [[0, 1], [2, 3]], Pets.At(33)).ShouldBe(0);
        Find(photos, [[0, 1], [2, 3]], Pets.At(49)).ShouldBe(1);
    }

    [Fact]
    public void Find_photos_that_cancel_out_reach_as_far_as_they_are()
    {
        Find([[1, 0], [-1, 0]], [[0, 1]], [0, 1]).ShouldBe(0);
        Find([[1, 0], [-1, 0], [0, 1]], [[0, 1], [2]], [0, 1]).ShouldBe(1);
    }

    [Fact]
    public void Holds_a_photo_until_it_is_far_out_or_another_group_is_as_near()
    {
        float[][] tight = [Pets.At(0), Pets.At(8), Pets.At(16), Pets.At(24)];

        Holds([.. tight, Pets.At(60)], [[0, 1, 2, 3, 4]], 4).ShouldBeTrue();
        Holds([.. tight, Pets.At(60), Pets.At(65), Pets.At(70)], [[0, 1, 2, 3, 4], [5, 6]], 4).ShouldBeFalse();
        Holds([.. tight, Pets.At(4), Pets.At(12), Pets.At(20), Pets.At(180)], [[0, 1, 2, 3, 4, 5, 6, 7]], 7).ShouldBeFalse();
        Holds([.. tight, Pets.At(4), Pets.At(12), Pets.At(20), Pets.At(180)], [[0, 1, 2, 3, 4, 5, 6, 7]], 3).ShouldBeTrue();
    }

    [Fact]
    public void PairDistance_agrees_with_all_pairs()
    {
        var random = new Random(5);
        float[][] photos = [.. Enumerable.Range(0, 20).Select(_ => Pets.Vector(random, 12))];
        int[][] groups = [[0, 1, 2, 3, 4, 5, 6], [7, 8, 9], [10]];
        using var vectors = UnitVectors.From(Pets.Photos(photos));
        using var distances = DistanceMatrix.Measure(vectors, CancellationToken.None);
        using var joining = Joining.For(vectors, groups, new IncrementOptions(), NearDuplicates);

        double Mean(int[] group) => group.SelectMany(i => group.Where(j => j != i).Select(j => (double)distances[i, j])).Average();
        joining.PairDistance().ShouldNotBeNull().ShouldBe(((7 * Mean(groups[0])) + (3 * Mean(groups[1]))) / 10, 1e-6);

        using var alone = Joining.For(vectors, [[4]], new IncrementOptions(), NearDuplicates);
        alone.PairDistance().ShouldBeNull();
    }

    private static int Find(float[][] photos, int[][] groups, float[] photo, IncrementOptions? options = null)
    {
        using var vectors = UnitVectors.From(Pets.Photos(photos));
        using var joining = Joining.For(vectors, groups, options ?? new IncrementOptions(), NearDuplicates);
        return joining.Find(photo);
    }

    private static bool Holds(float[][] photos, int[][] groups, int photo)
    {
        using var vectors = UnitVectors.From(Pets.Photos(photos));
        using var joining = Joining.For(vectors, groups, new IncrementOptions(), NearDuplicates);
        return joining.Holds(Array.FindIndex(groups, group => group.Contains(photo)), vectors[photo]);
    }
}
