using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Dot products of all pairs of two sets of photos. Each lane of a register belongs to one pair and adds its products
/// in the order of the components, so a pair's bits depend neither on the tile it falls into nor on the registers'
/// width, and are the same with its photos swapped.
/// </summary>
internal static class PairKernel<TVector, TLanes>
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    /// <summary>Photos of the one set that meet <see cref="Strip"/> panels of the other in registers: twelve sums, which even sixteen registers hold.</summary>
    public const int Rows = 4;

    /// <summary>Panels side by side.</summary>
    public const int Strip = 3;

    // Partial sums of so many products keep float32's error well under 1e-6, and a strip of them in the first-level cache.
    private const int Steps = 64;

    /// <summary>Photos side by side.</summary>
    public static int Columns => Strip * TLanes.Count;

    /// <summary>Writes the products of some rows with the strip that starts at a panel, <see cref="Columns"/> a row.</summary>
    public static void Multiply(Panels rows, int firstRow, int lastRow, Panels columns, int firstPanel, Span<float> products)
    {
        products[..((lastRow - firstRow + Rows - 1) / Rows * Rows * Columns)].Clear();
        var width = TLanes.Count;
        for (var done = 0; done < columns.Size; done += Steps * width)
        {
            var steps = Math.Min(Steps, (columns.Size - done) / width);
            ref var strip = ref Unsafe.Add(ref columns[firstPanel], done);
            for (var row = firstRow; row < lastRow; row += Rows)
            {
                Accumulate(
                    ref Unsafe.Add(ref rows[row / width], done + (row % width)),
                    ref strip,
                    (nuint)columns.Size,
                    (nuint)steps,
                    ref products[(row - firstRow) * Columns]);
            }
        }
    }

    /// <summary>Makes cosine distances of products of unit vectors, in [0, 2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToDistances(Span<float> products)
    {
        ref var first = ref MemoryMarshal.GetReference(products);
        for (nuint i = 0; i < (nuint)products.Length; i += (nuint)TLanes.Count)
            TLanes.Store(TLanes.Distance(TLanes.Load(in first, i)), ref first, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(ref readonly float rows, ref readonly float columns, nuint panel, nuint steps, ref float products)
    {
        TVector a0 = default, a1 = default, a2 = default;
        TVector b0 = default, b1 = default, b2 = default;
        TVector c0 = default, c1 = default, c2 = default;
        TVector d0 = default, d1 = default, d2 = default;

        var width = (nuint)TLanes.Count;
        for (nuint k = 0; k < steps * width; k += width)
        {
            var left = TLanes.Load(in columns, k);
            var middle = TLanes.Load(in columns, panel + k);
            var right = TLanes.Load(in columns, panel + panel + k);
            ref var row = ref Unsafe.Add(ref Unsafe.AsRef(in rows), k);

            var value = TLanes.Repeat(row);
            a0 = TLanes.MultiplyAdd(value, left, a0);
            a1 = TLanes.MultiplyAdd(value, middle, a1);
            a2 = TLanes.MultiplyAdd(value, right, a2);
            value = TLanes.Repeat(Unsafe.Add(ref row, 1));
            b0 = TLanes.MultiplyAdd(value, left, b0);
            b1 = TLanes.MultiplyAdd(value, middle, b1);
            b2 = TLanes.MultiplyAdd(value, right, b2);
            value = TLanes.Repeat(Unsafe.Add(ref row, 2));
            c0 = TLanes.MultiplyAdd(value, left, c0);
            c1 = TLanes.MultiplyAdd(value, middle, c1);
            c2 = TLanes.MultiplyAdd(value, right, c2);
            value = TLanes.Repeat(Unsafe.Add(ref row, 3));
            d0 = TLanes.MultiplyAdd(value, left, d0);
            d1 = TLanes.MultiplyAdd(value, middle, d1);
            d2 = TLanes.MultiplyAdd(value, right, d2);
        }

        Add(a0, a1, a2, ref products, 0);
        Add(b0, b1, b2, ref products, Strip * width);
        Add(c0, c1, c2, ref products, 2 * Strip * width);
        Add(d0, d1, d2, ref products, 3 * Strip * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector left, TVector middle, TVector right, ref float products, nuint offset)
    {
        var width = (nuint)TLanes.Count;
        TLanes.Store(TLanes.Add(TLanes.Load(in products, offset), left), ref products, offset);
        offset += width;
        TLanes.Store(TLanes.Add(TLanes.Load(in products, offset), middle), ref products, offset);
        offset += width;
        TLanes.Store(TLanes.Add(TLanes.Load(in products, offset), right), ref products, offset);
    }
}
