using MediaClusters.Clustering.Quality;

namespace MediaClusters.Tests.Clustering.Quality;

public sealed class AdjustedRandIndexTests
{
    [Fact]
    public void Between_is_what_a_pencil_says()
    {
        // Pairs together: left 3 + 3, right 1 + 6, both 1 + 3; expected 6 * 7 / 15 = 2.8 of at most 6.5.
        AdjustedRandIndex.Between([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]).ShouldNotBeNull().ShouldBe((4 - 2.8) / (6.5 - 2.8), 1e-12);
    }

    [Fact]
    public void Between_does_not_look_at_names() =>
        AdjustedRandIndex.Between([0, 0, 1, 1, -1], [5, 5, 2, 2, -3]).ShouldBe(1);

    [Fact]
    public void Between_is_symmetric()
    {
        int[] left = [0, 0, 1, 1, 1, -1, 2, 2];
        int[] right = [0, 1, 1, 1, -1, -1, 0, 0];

        AdjustedRandIndex.Between(left, right).ShouldBe(AdjustedRandIndex.Between(right, left));
    }

    [Fact]
    public void Between_counts_each_photo_in_no_group_as_a_group_of_its_own()
    {
        AdjustedRandIndex.Between([0, 0, -1, -1], [0, 0, 1, 2]).ShouldBe(1);
        AdjustedRandIndex.Between([0, 0, -1, -1], [0, 0, 1, 1]).ShouldNotBeNull().ShouldBeLessThan(1);
    }

    [Fact]
    public void Between_the_same_trivial_groupings_is_one()
    {
        AdjustedRandIndex.Between([-1, -1, -1], [-1, -1, -1]).ShouldBe(1);
        AdjustedRandIndex.Between([0, 0, 0], [4, 4, 4]).ShouldBe(1);
        AdjustedRandIndex.Between([0, 0, 0], [-1, -1, -1]).ShouldBe(0);
    }

    [Fact]
    public void Between_fewer_than_two_photos_is_undefined()
    {
        AdjustedRandIndex.Between([], []).ShouldBeNull();
        AdjustedRandIndex.Between([0], [-1]).ShouldBeNull();
    }

    [Fact]
    public void Between_many_photos_does_not_overflow()
    {
        var one = new int[200_000];
        var other = Enumerable.Range(0, one.Length).Select(i => i % 2).ToArray();

        AdjustedRandIndex.Between(one, one).ShouldBe(1);
        AdjustedRandIndex.Between(one, other).ShouldNotBeNull().ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Between_groupings_of_different_length_is_refused() =>
        Should.Throw<ArgumentException>(() => AdjustedRandIndex.Between([0], [0, 1]));
}
