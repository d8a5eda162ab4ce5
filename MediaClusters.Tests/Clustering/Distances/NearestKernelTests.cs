using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Tests.Clustering.Distances;

public sealed class NearestKernelTests
{
    // Photos, others and dimensions: multiples of no register, panel, strip or tile.
    public static TheoryData<int, int, int> Shapes => new() { { 1, 1, 1 }, { 2, 3, 7 }, { 5, 49, 384 }, { 97, 13, 65 }, { 131, 50, 512 }, { 193, 147, 129 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Find_every_width_of_registers_gives_the_same_bits(int count, int others, int dimensions)
    {
        var (photos, few, factors) = Draw(count, others, dimensions);

        var narrow = Find<Vector128<float>, Lanes128>(photos, few, factors);
        var middle = Find<Vector256<float>, Lanes256>(photos, few, factors);
        var wide = Find<Vector512<float>, Lanes512>(photos, few, factors);

        Bits(middle).ShouldBe(Bits(wide));

        // Without fused multiplication the narrow ones round twice.
        if (Fma.IsSupported || AdvSimd.IsSupported)
            Bits(narrow).ShouldBe(Bits(wide));
        else
            narrow.Products.ShouldBe(wide.Products, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Find_gives_the_largest_product(int count, int others, int dimensions)
    {
        var (photos, few, factors) = Draw(count, others, dimensions);
        using var units = UnitVectors.From(Pets.Photos(photos));

        var (nearest, products) = Find<Vector512<float>, Lanes512>(photos, few, factors);

        for (var i = 0; i < count; i++)
        {
            var unit = units[i].ToArray();
            double Product(int other) => few[other].Zip(unit, (left, right) => (double)left * right).Sum() * factors[other];
            ((double)products[i]).ShouldBe(Enumerable.Range(0, others).Max(Product), 1e-4);
            ((double)products[i]).ShouldBe(Product(nearest[i]), 1e-4);
        }
    }

    // The copies lie in other panels, strips and tiles than the first one.
    [Fact]
    public void Find_of_equals_gives_the_first()
    {
        var (photos, few, factors) = Draw(100, 7, 65);
        float[][] repeated = [.. Enumerable.Range(0, 20).SelectMany(_ => few)];
        float[] times = [.. Enumerable.Range(0, 20).SelectMany(_ => factors)];

        ShouldBeFirst<Vector128<float>, Lanes128>();
        ShouldBeFirst<Vector256<float>, Lanes256>();
        ShouldBeFirst<Vector512<float>, Lanes512>();

        void ShouldBeFirst<TVector, TLanes>()
            where TVector : struct
            where TLanes : ILanes<TVector> =>
            Find<TVector, TLanes>(photos, repeated, times).Nearest.ShouldBe(Find<TVector, TLanes>(photos, few, factors).Nearest);
    }

    [Fact]
    public void Find_of_no_photos_finds_nothing()
    {
        using var none = UnitVectors.From([]);

        Should.NotThrow(() => NearestKernel.Find(none, [1f, 0f], [1f], [], [], CancellationToken.None));
    }

    [Fact]
    public void Find_stops_when_cancelled()
    {
        using var units = UnitVectors.From(Pets.Photos([1, 0]));

        Should.Throw<OperationCanceledException>(() => NearestKernel.Find(units, [1f, 0f], [1f], new int[1], new float[1], new CancellationToken(canceled: true)));
    }

    private static (float[][] Photos, float[][] Few, float[] Factors) Draw(int count, int others, int dimensions)
    {
        var random = new Random(dimensions);
        return (
            [.. Enumerable.Range(0, count).Select(_ => Pets.Vector(random, dimensions))],
            [.. Enumerable.Range(0, others).Select(_ => Pets.Vector(random, dimensions))],
            [.. Enumerable.Range(0, others).Select(_ => 0.5f + random.NextSingle())]);
    }

    private static (int[] Nearest, float[] Products) Find<TVector, TLanes>(float[][] photos, float[][] few, float[] factors)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        using var units = UnitVectors.From(Pets.Photos(photos));
        var (nearest, products) = (new int[photos.Length], new float[photos.Length]);
        NearestKernel.Find<TVector, TLanes>(units, [.. few.SelectMany(vector => vector)], factors, nearest, products, CancellationToken.None);
        return (nearest, products);
    }

    private static (int Nearest, int Bits)[] Bits((int[] Nearest, float[] Products) found) =>
        [.. found.Nearest.Zip(found.Products, (nearest, product) => (nearest, BitConverter.SingleToInt32Bits(product)))];
}
