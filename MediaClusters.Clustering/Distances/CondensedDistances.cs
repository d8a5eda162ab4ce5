using System.Numerics.Tensors;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Cosine distances, 1 - cosine in [0, 2], of all pairs of photos: the upper triangle alone, row after row,
/// n (n - 1) / 2 floats in a pooled block.
/// </summary>
internal sealed class CondensedDistances : IDisposable
{
    // 64 vectors of 1,024 floats fill 256 kB: two tiles of rows stay in the second-level cache.
    private const int TileRows = 64;

    private readonly float[] _block;

    private CondensedDistances(int count)
    {
        Count = count;
        _block = Blocks.Pool.Rent(Start(count));
    }

    public int Count { get; }

    /// <summary>Measures all pairs, on the calling thread.</summary>
    public static CondensedDistances Measure(UnitVectors vectors, CancellationToken cancellationToken)
    {
        var distances = new CondensedDistances(vectors.Count);
        try
        {
            for (var row = 0; row < vectors.Count; row += TileRows)
            {
                for (var column = row; column < vectors.Count; column += TileRows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    distances.MeasureTile(vectors, row, column);
                }
            }

            return distances;
        }
        catch
        {
            distances.Dispose();
            throw;
        }
    }

    /// <summary>Distances of photo <paramref name="index"/> to the photos after it.</summary>
    public ReadOnlySpan<float> After(int index) => Tail(index);

    /// <summary>Distances of photo <paramref name="index"/> to every photo, itself (0) included.</summary>
    public void CopyRow(int index, Span<float> row)
    {
        for (var (i, at) = (0, index - 1); i < index; i++)
        {
            row[i] = _block[at];
            at += Count - i - 2;
        }

        row[index] = 0;
        After(index).CopyTo(row[(index + 1)..]);
    }

    public void Dispose() => Blocks.Pool.Return(_block);

    private void MeasureTile(UnitVectors vectors, int firstRow, int firstColumn)
    {
        var lastRow = Math.Min(firstRow + TileRows, Count);
        var lastColumn = Math.Min(firstColumn + TileRows, Count);
        for (var i = firstRow; i < lastRow; i++)
        {
            var vector = vectors[i];
            var tail = Tail(i);
            for (var j = Math.Max(firstColumn, i + 1); j < lastColumn; j++)
                tail[j - i - 1] = Math.Clamp(1 - TensorPrimitives.Dot(vector, vectors[j]), 0, 2);
        }
    }

    private Span<float> Tail(int index) => _block.AsSpan(Start(index), Count - index - 1);

    private int Start(int index) => (index * Count) - (index * (index + 1) / 2);
}
