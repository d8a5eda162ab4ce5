namespace MediaClusters.Clustering.Distances;

/// <summary>Cosine distances of all pairs of one set of photos: the upper triangle by tiles, each written twice.</summary>
internal static class SquareKernel<TVector, TLanes>
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    // So many rows meet a strip while it lies in the first-level cache.
    private const int TileRows = 96;

    // Fewer photos fit the second-level cache as they are, and finer tiles measure fewer pairs that are thrown away.
    private const int FewPhotos = 500;

    private static int Columns => PairKernel<TVector, TLanes>.Columns;

    /// <summary>Fills the first n * n floats of <paramref name="target"/>.</summary>
    public static void Measure(UnitVectors vectors, float[] target, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (vectors.Count == 0)
            return;

        using var panels = Panels.Pack(vectors.All, vectors.Dimensions, TLanes.Count, spare: PairKernel<TVector, TLanes>.Strip - 1);
        Span<float> products = stackalloc float[TileRows * Columns];
        var tileRows = vectors.Count > FewPhotos ? TileRows : TLanes.Count;
        for (var row = 0; row < vectors.Count; row += tileRows)
        {
            for (var column = row; column < vectors.Count; column += Columns)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Rows below the strip are above another one's.
                var last = Math.Min(Math.Min(row + tileRows, column + Columns), vectors.Count);
                PairKernel<TVector, TLanes>.Multiply(panels, row, last, panels, column / TLanes.Count, products);
                Write(products, row, last, column, target, vectors.Count);
            }
        }

        for (var i = 0; i < vectors.Count; i++)
            target[(i * vectors.Count) + i] = 0;
    }

    private static void Write(Span<float> products, int firstRow, int lastRow, int firstColumn, float[] target, int count)
    {
        PairKernel<TVector, TLanes>.ToDistances(products[..((lastRow - firstRow) * Columns)]);
        var columns = Math.Min(Columns, count - firstColumn);
        for (var row = firstRow; row < lastRow; row++)
            products.Slice((row - firstRow) * Columns, columns).CopyTo(target.AsSpan((row * count) + firstColumn, columns));

        Transposition.Copy(
            ref products[0],
            Columns,
            ref target[(firstColumn * count) + firstRow],
            count,
            lastRow - firstRow,
            columns);
    }
}
