using System.Numerics.Tensors;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Cosine distances, 1 - cosine in [0, 2], of all pairs of photos, float32: whole rows, so that strategies and
/// figures read them in order, n * n floats in a pooled block. Symmetric to the bit, and 0 on the diagonal.
/// </summary>
internal sealed class DistanceMatrix : IDisposable
{
    // 64 vectors of 1,024 floats fill 256 kB: two tiles of rows stay in the second-level cache.
    private const int TileRows = 64;

    private readonly float[] _block;

    private DistanceMatrix(int count)
    {
        Count = count;
        _block = Blocks.Pool.Rent(checked(count * count));
    }

    public int Count { get; }

    public float this[int row, int column] => _block[(row * Count) + column];

    /// <summary>Measures all pairs, on the calling thread.</summary>
    public static DistanceMatrix Measure(UnitVectors vectors, CancellationToken cancellationToken)
    {
        var distances = new DistanceMatrix(vectors.Count);
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

    /// <summary>The distances among some of the photos, in the order given.</summary>
    public DistanceMatrix Select(ReadOnlySpan<int> photos)
    {
        var selected = new DistanceMatrix(photos.Length);
        for (var i = 0; i < photos.Length; i++)
        {
            var source = Row(photos[i]);
            var target = selected._block.AsSpan(i * photos.Length, photos.Length);
            for (var j = 0; j < photos.Length; j++)
                target[j] = source[photos[j]];
        }

        return selected;
    }

    /// <summary>Distances of photo <paramref name="index"/> to every photo, itself (0) included.</summary>
    public ReadOnlySpan<float> Row(int index) => _block.AsSpan(index * Count, Count);

    /// <summary>Distances of photo <paramref name="index"/> to the photos after it.</summary>
    public ReadOnlySpan<float> After(int index) => Row(index)[(index + 1)..];

    public void Dispose() => Blocks.Pool.Return(_block);

    private void MeasureTile(UnitVectors vectors, int firstRow, int firstColumn)
    {
        var lastRow = Math.Min(firstRow + TileRows, Count);
        var lastColumn = Math.Min(firstColumn + TileRows, Count);
        for (var i = firstRow; i < lastRow; i++)
        {
            var vector = vectors[i];
            _block[(i * Count) + i] = 0;
            for (var j = Math.Max(firstColumn, i + 1); j < lastColumn; j++)
            {
                var distance = Math.Clamp(1 - TensorPrimitives.Dot(vector, vectors[j]), 0, 2);
                _block[(i * Count) + j] = distance;
                _block[(j * Count) + i] = distance;
            }
        }
    }
}
