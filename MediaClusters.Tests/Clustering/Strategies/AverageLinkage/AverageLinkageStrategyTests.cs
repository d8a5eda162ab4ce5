using MediaClusters.Clustering.Strategies.AverageLinkage;

namespace MediaClusters.Tests.Clustering.Strategies.AverageLinkage;

public sealed class AverageLinkageStrategyTests
{
    [Theory]
    [InlineData(46, 0)]
    [InlineData(47, -1)]
    public void Assign_two_photos_are_a_group_up_to_nine_tenths_of_the_least_cut(double degrees, int label)
    {
        // 1 - cos 46 degrees is 0.305, of 47 degrees 0.318.
        Of([Pets.At(0), Pets.At(degrees)]).ShouldBe([label, label]);
    }

    [Fact]
    public void Assign_a_photo_alone_is_noise_and_a_burst_alone_a_group()
    {
        Of([Pets.At(0)]).ShouldBe([-1]);
        Of([Pets.At(0)], weights: [2]).ShouldBe([0]);
        Of([Pets.At(0), Pets.At(5), Pets.At(100), Pets.At(200)], weights: [1, 1, 1, 3]).ShouldBe([0, 0, -1, 1]);
    }

    [Fact]
    public void Assign_no_photos_gives_no_labels() => Of([]).ShouldBeEmpty();

    [Fact]
    public void Assign_a_chain_of_neighbours_does_not_become_one_group()
    {
        float[][] chain = [.. Enumerable.Range(0, 19).Select(i => Pets.At(i * 10))];

        Of(chain).Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Assign_groups_that_look_alike_stay_apart_where_a_void_lies_between()
    {
        // Nine degrees wide and 40 apart: 1 - cos 40 is 0.23, well below the least cut.
        float[][] alike = [.. Enumerable.Range(0, 4).Select(i => Pets.At(i * 3)), .. Enumerable.Range(0, 4).Select(i => Pets.At(40 + (i * 3)))];
        float[][] even = [.. Enumerable.Range(0, 8).Select(i => Pets.At(i * 7))];

        Of(alike).ShouldBe([0, 0, 0, 0, 1, 1, 1, 1]);
        Of(even).ShouldAllBe(label => label == 0);
    }

    [Fact]
    public void Assign_a_photo_above_a_void_joins_the_nearer_side()
    {
        // The one at -30 degrees merges with all others last.
        float[][] vectors =
        [
            .. Enumerable.Range(0, 4).Select(i => Pets.At(i * 2)), .. Enumerable.Range(0, 4).Select(i => Pets.At(35 + (i * 2))), Pets.At(-30),
        ];

        Of(vectors, options: new AverageLinkageOptions { LeastCut = 0.42, MostCut = 0.42 }).ShouldBe([0, 0, 0, 0, 1, 1, 1, 1, 0]);
    }

    [Fact]
    public void Assign_parts_nearer_than_the_least_void_are_one_group()
    {
        float[][] vectors = [.. Enumerable.Range(0, 4).Select(i => Pets.At(i)), .. Enumerable.Range(0, 4).Select(i => Pets.At(25 + i))];

        Of(vectors).ShouldAllBe(label => label == 0);
        Of(vectors, options: new AverageLinkageOptions { LeastVoid = 0.05 }).ShouldBe([0, 0, 0, 0, 1, 1, 1, 1]);
    }

    [Fact]
    public void Assign_the_cut_follows_the_last_merge_between_its_bounds()
    {
        // The pair at the end is 0.331 apart (48 degrees), the last merge far higher.
        float[][] vectors = [.. Enumerable.Range(0, 8).Select(i => Pets.At(i)), Pets.At(180), Pets.At(228)];

        Of(vectors)[8..].ShouldBe([1, 1]);
        Of(vectors, options: new AverageLinkageOptions { MostCut = 0.36 })[8..].ShouldBe([-1, -1]);
        Of(vectors, options: new AverageLinkageOptions { CutShare = 0.1 })[8..].ShouldBe([-1, -1]);
        Of(vectors[6..])[2..].ShouldBe([-1, -1], "few photos say nothing about strangers");
    }

    [Fact]
    public void Assign_one_or_two_photos_leave_a_group_much_tighter_than_they_are_near()
    {
        // 1 - cos 42 degrees is 0.257, of 44 degrees 0.281.
        float[][] tight = [.. Enumerable.Range(0, 8).Select(i => Pets.At(i))];
        float[][] wide = [.. Enumerable.Range(0, 8).Select(i => Pets.At(i * 5))];

        Of([.. tight, Pets.At(-44)])[8..].ShouldBe([-1]);
        Of([.. tight, Pets.At(-38)])[8..].ShouldBe([0]);
        Of([.. wide, Pets.At(-22)]).Distinct().Count().ShouldBe(1);
        Of([.. tight, Pets.At(-44), Pets.At(-45)])[8..].ShouldBe([1, 1]);
        Of([.. tight, Pets.At(-44)], weights: [1, 1, 1, 1, 1, 1, 1, 1, 4])[8..].ShouldBe([1]);
        Of([.. tight, Pets.At(-44)], options: new AverageLinkageOptions { LeastStraggle = 0.35 })[8..].ShouldBe([0]);
        Of([.. wide, Pets.At(-27)])[8..].ShouldBe([-1]);
        Of([.. wide, Pets.At(-27)], options: new AverageLinkageOptions { StragglerRatio = 10 })[8..].ShouldBe([0]);
    }

    [Fact]
    public void Assign_equal_distances_are_all_or_nothing()
    {
        Of(Pets.Simplex(20, 0.3)).ShouldAllBe(label => label == 0);
        Of(Pets.Simplex(20, 0.5)).ShouldAllBe(label => label == -1);
    }

    [Fact]
    public void Assign_a_photo_that_joined_across_a_void_stays_when_its_side_falls_apart()
    {
        // Two tight pairs of sides, 0.325 apart; the third photo hangs on the first two by 0.32, the last is near none.
        var vectors = Pets.FromDistances((i, j) => (i, j) switch
        {
            ( < 2, < 2) or ( >= 3 and < 6, >= 3 and < 6) => 0.05,
            ( < 3, < 3) => 0.32,
            ( < 2, 6) => 0.326,
            (2, 6) => 0.327,
            (_, 6) => 0.33,
            _ => 0.325,
        }, count: 7);

        Of(vectors).ShouldBe([0, 0, -1, 1, 1, 1, 0]);
    }

    [Fact]
    public void Assign_stops_when_cancelled()
    {
        using var distances = Labels.Distances([[1, 0], [0, 1]]);

        Should.Throw<OperationCanceledException>(() =>
            new AverageLinkageStrategy(new AverageLinkageOptions()).Assign(distances, [1, 1], new int[2], new CancellationToken(canceled: true)));
    }

    private static int[] Of(float[][] vectors, int[]? weights = null, AverageLinkageOptions? options = null)
    {
        using var distances = Labels.Distances(vectors);
        return Labels.Partition(Labels.Of(new AverageLinkageStrategy(options ?? new AverageLinkageOptions()), distances, weights ?? Labels.Ones(vectors.Length)));
    }
}
