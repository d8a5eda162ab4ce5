using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Cosine distances, 1 - cosine in [0, 2], of all pairs of photos, float32: whole rows, so that strategies and
/// figures read them in order, n * n floats in a pooled block. Symmetric to the bit, and 0 on the diagonal.
/// </summary>
internal sealed class DistanceMatrix : IDisposable
{
    private readonly float[] _block;

    private DistanceMatrix(int count)
    {
        Count = count;
        _block = Blocks.Pool.Rent(checked(count * count));
    }

    public int Count { get; }

    public float this[int row, int column] => _block[(row * Count) + column];

    /// <summary>Measures all pairs, on the calling thread, with the widest vectors the processor has.</summary>
    public static DistanceMatrix Measure(UnitVectors vectors, CancellationToken cancellationToken)
    {
        if (Vector512.IsHardwareAccelerated)
            return Measure<Vector512<float>, Lanes512>(vectors, cancellationToken);
        return Vector256.IsHardwareAccelerated
            ? Measure<Vector256<float>, Lanes256>(vectors, cancellationToken)
            : Measure<Vector128<float>, Lanes128>(vectors, cancellationToken);
    }

    internal static DistanceMatrix Measure<TVector, TLanes>(UnitVectors vectors, CancellationToken cancellationToken)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        var distances = new DistanceMatrix(vectors.Count);
        try
        {
            SquareKernel<TVector, TLanes>.Measure(vectors, distances._block, cancellationToken);
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
}
