using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Cosine distances, 1 - cosine in [0, 2], of all pairs of photos, float32: whole rows, so that strategies and
/// figures read them in order, n * n floats in a pooled block. Symmetric to the bit, and 0 on the diagonal.
/// </summary>
/// <remarks>
/// Those of some of the photos are copied when they are first read as rows of their own. Of a large pet the copy would push
/// the distances out of the caches; who can do with <see cref="Wide"/> rows needs none.
/// </remarks>
internal sealed class DistanceMatrix : IDisposable
{
    private readonly DistanceMatrix? _whole;
    private readonly int[] _places;
    private readonly Run[] _runs;
    private float[]? _block;

    private DistanceMatrix(int count)
    {
        Count = count;
        _places = [];
        _runs = [];
        _block = Blocks.Pool.Rent(checked(count * count));
    }

    private DistanceMatrix(DistanceMatrix whole, ReadOnlySpan<int> photos)
    {
        Count = photos.Length;
        _whole = whole;
        _places = photos.ToArray();
        _runs = Runs(_places);
    }

    public int Count { get; }

    /// <summary>Length of a <see cref="Wide"/> row.</summary>
    public int Width => _whole?.Width ?? Count;

    public float this[int row, int column] => Row(row)[column];

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
            SquareKernel<TVector, TLanes>.Measure(vectors, distances._block!, cancellationToken);
            return distances;
        }
        catch
        {
            distances.Dispose();
            throw;
        }
    }

    /// <summary>The distances among some of the photos, in the order given; not beyond the life of these.</summary>
    public DistanceMatrix Select(ReadOnlySpan<int> photos) => new(this, photos);

    /// <summary>Distances of photo <paramref name="index"/> to every photo, itself (0) included.</summary>
    public ReadOnlySpan<float> Row(int index) => (_block ??= Copy()).AsSpan(index * Count, Count);

    /// <summary>Distances of photo <paramref name="index"/> to every photo, also those that were not selected.</summary>
    public ReadOnlySpan<float> Wide(int index) => _whole is null ? Row(index) : _whole.Wide(_places[index]);

    /// <summary>Where in a <see cref="Wide"/> row photo <paramref name="index"/> stands.</summary>
    public int Place(int index) => _whole is null ? index : _whole.Place(_places[index]);

    /// <summary>Distances of photo <paramref name="index"/> to the photos after it.</summary>
    public ReadOnlySpan<float> After(int index) => Row(index)[(index + 1)..];

    public void Dispose()
    {
        if (_block is not null)
            Blocks.Pool.Return(_block);
    }

    /// <summary>Copies <see cref="Row"/> without making a copy of all rows.</summary>
    public void CopyRow(int index, Span<float> target)
    {
        if (_block is not null)
            Row(index).CopyTo(target);
        else
            Gather(_whole!.Row(_places[index]), target[..Count]);
    }

    private float[] Copy()
    {
        var block = Blocks.Pool.Rent(checked(Count * Count));
        for (var i = 0; i < Count; i++)
            Gather(_whole!.Row(_places[i]), block.AsSpan(i * Count, Count));
        return block;
    }

    // Whole vectors where there is room: what is too much of one run, the next ones write over.
    private void Gather(ReadOnlySpan<float> row, Span<float> target)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var copy = ref MemoryMarshal.GetReference(target);
        foreach (var (from, to, length, vectors) in _runs)
        {
            if (Math.Max(from + vectors - row.Length, to + vectors - target.Length) > 0)
            {
                row.Slice(from, length).CopyTo(target[to..]);
                continue;
            }

            for (var k = 0; k < vectors; k += Vector256<float>.Count)
                Vector256.LoadUnsafe(ref source, (nuint)(from + k)).StoreUnsafe(ref copy, (nuint)(to + k));
        }
    }

    // Most photos are selected, and so most lie next to each other.
    private static Run[] Runs(int[] places)
    {
        var runs = new List<Run>();
        for (var first = 0; first < places.Length;)
        {
            var last = first + 1;
            while (last < places.Length && places[last] == places[last - 1] + 1)
                last++;
            var vectors = (last - first + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
            runs.Add(new Run(places[first], first, last - first, vectors));
            first = last;
        }

        return [.. runs];
    }

    /// <summary>Photos next to each other that were all selected.</summary>
    /// <param name="From">Place of the first in the whole.</param>
    /// <param name="To">Its place among those selected.</param>
    /// <param name="Length">How many they are.</param>
    /// <param name="Vectors">How many floats the vectors have that hold so many.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Run(int From, int To, int Length, int Vectors);
}
