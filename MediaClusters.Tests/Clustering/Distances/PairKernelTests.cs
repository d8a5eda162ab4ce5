using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Tests.Clustering.Distances;

/// <summary>What the engine's promises rest on: a pair's bits depend on its two photos alone.</summary>
public sealed class PairKernelTests
{
    // Multiples of no register, panel, strip or tile; 501 and more take larger tiles.
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 2, 7 }, { 5, 384 }, { 49, 65 }, { 131, 512 }, { 515, 129 }, { 700, 1030 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Measure_every_width_of_registers_gives_the_same_bits(int count, int dimensions)
    {
        using var vectors = UnitVectors.From(Pets.Photos(Draw(count, dimensions)));
        using var narrow = DistanceMatrix.Measure<Vector128<float>, Lanes128>(vectors, CancellationToken.None);
        using var middle = DistanceMatrix.Measure<Vector256<float>, Lanes256>(vectors, CancellationToken.None);
        using var wide = DistanceMatrix.Measure<Vector512<float>, Lanes512>(vectors, CancellationToken.None);

        ShouldBeSame(middle, wide);

        // Without fused multiplication the narrow ones round twice.
        if (Fma.IsSupported || AdvSimd.IsSupported)
            ShouldBeSame(narrow, wide);
        else
            ShouldBeClose(narrow, wide);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Measure_is_symmetric_to_the_bit_and_zero_on_the_diagonal(int count, int dimensions)
    {
        using var distances = Labels.Distances(Draw(count, dimensions));

        for (var i = 0; i < count; i++)
        {
            distances[i, i].ShouldBe(0);
            for (var j = 0; j < i; j++)
            {
                if (!Same(distances[i, j], distances[j, i]))
                    throw new ShouldAssertException($"{i}, {j}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Measure_a_pair_has_the_same_bits_wherever_its_photos_stand(int count, int dimensions)
    {
        var drawn = Draw(count, dimensions);
        var order = Enumerable.Range(0, count).ToArray();
        new Random(count).Shuffle(order);
        using var straight = Labels.Distances(drawn);
        using var shuffled = Labels.Distances(Array.ConvertAll(order, i => drawn[i]));
        using var expected = straight.Select(order);

        ShouldBeSame(shuffled, expected);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Measure_another_photo_changes_no_other_pair(int count, int dimensions)
    {
        var drawn = Draw(count + 1, dimensions);
        using var more = Labels.Distances(drawn);
        using var less = Labels.Distances(drawn[1..]);
        using var expected = more.Select([.. Enumerable.Range(1, count)]);

        ShouldBeSame(less, expected);
    }

    [Theory]
    [InlineData(384)]
    [InlineData(1024)]
    public void Measure_of_equal_components_loses_little_to_rounding(int dimensions)
    {
        using var distances = Labels.Distances([.. Enumerable.Repeat(Enumerable.Repeat(1f, dimensions).ToArray(), 3)]);

        ((double)distances[0, 1]).ShouldBeInRange(0, 2e-6);
    }

    // Blocks of the pool still hold what the run before wrote.
    [Fact]
    public void Measure_what_a_block_held_before_does_not_matter()
    {
        var drawn = Draw(100, 61);
        using var expected = Labels.Distances(drawn);
        Labels.Distances([.. Draw(160, 77).Select(vector => Array.ConvertAll(vector, value => value * 1e30f))]).Dispose();

        using var again = Labels.Distances(drawn);

        ShouldBeSame(again, expected);
    }

    private static float[][] Draw(int count, int dimensions)
    {
        var random = new Random(dimensions);
        return [.. Enumerable.Range(0, count).Select(_ => Pets.Vector(random, dimensions))];
    }

    private static bool Same(float left, float right) => BitConverter.SingleToInt32Bits(left) == BitConverter.SingleToInt32Bits(right);

    private static void ShouldBeSame(DistanceMatrix actual, DistanceMatrix expected)
    {
        actual.Count.ShouldBe(expected.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            for (var j = 0; j < expected.Count; j++)
            {
                if (!Same(actual[i, j], expected[i, j]))
                    throw new ShouldAssertException($"{i}, {j}: {actual[i, j]:r} should be {expected[i, j]:r}");
            }
        }
    }

    private static void ShouldBeClose(DistanceMatrix actual, DistanceMatrix expected)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            for (var j = 0; j < expected.Count; j++)
                ((double)actual[i, j]).ShouldBe(expected[i, j], 1e-6);
        }
    }
}
