using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>For each of many vectors the one of a few others that it has the largest product with.</summary>
internal static class NearestKernel
{
    private const int TileRows = 96;

    /// <summary>Finds them, on the calling thread.</summary>
    /// <param name="photos">The many.</param>
    /// <param name="others">The few, one after the other; at least one.</param>
    /// <param name="factors">What the products with each of the few are multiplied by.</param>
    /// <param name="nearest">Gets positions among the few; the first of equals.</param>
    /// <param name="products">Gets the products.</param>
    /// <param name="cancellationToken">Checked once a tile.</param>
    public static void Find(UnitVectors photos, ReadOnlySpan<float> others, ReadOnlySpan<float> factors, Span<int> nearest, Span<float> products, CancellationToken cancellationToken)
    {
        if (Vector512.IsHardwareAccelerated)
            Find<Vector512<float>, Lanes512>(photos, others, factors, nearest, products, cancellationToken);
        else if (Vector256.IsHardwareAccelerated)
            Find<Vector256<float>, Lanes256>(photos, others, factors, nearest, products, cancellationToken);
        else
            Find<Vector128<float>, Lanes128>(photos, others, factors, nearest, products, cancellationToken);
    }

    /// <summary>The same with registers of one width.</summary>
    internal static void Find<TVector, TLanes>(UnitVectors photos, ReadOnlySpan<float> others, ReadOnlySpan<float> factors, Span<int> nearest, Span<float> products, CancellationToken cancellationToken)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        nearest.Clear();
        products.Fill(float.NegativeInfinity);
        if (photos.Count == 0)
            return;

        using var rows = Panels.Pack(photos.All, photos.Dimensions, TLanes.Count, spare: 0);
        using var columns = Panels.Pack(others, photos.Dimensions, TLanes.Count, spare: PairKernel<TVector, TLanes>.Strip - 1);
        var width = PairKernel<TVector, TLanes>.Columns;
        Span<float> tile = stackalloc float[TileRows * width];
        for (var row = 0; row < photos.Count; row += TileRows)
        {
            var last = Math.Min(row + TileRows, photos.Count);
            for (var column = 0; column < factors.Length; column += width)
            {
                cancellationToken.ThrowIfCancellationRequested();
                PairKernel<TVector, TLanes>.Multiply(rows, row, last, columns, column / TLanes.Count, tile);
                for (var i = row; i < last; i++)
                    Take(tile.Slice((i - row) * width, Math.Min(width, factors.Length - column)), factors, column, ref nearest[i], ref products[i]);
            }
        }
    }

    private static void Take(ReadOnlySpan<float> line, ReadOnlySpan<float> factors, int column, ref int nearest, ref float product)
    {
        for (var k = 0; k < line.Length; k++)
        {
            var scaled = line[k] * factors[column + k];
            if (scaled > product)
                (nearest, product) = (column + k, scaled);
        }
    }
}
