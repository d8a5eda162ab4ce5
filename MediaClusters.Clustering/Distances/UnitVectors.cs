using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>Embeddings scaled to unit length, float32, in one pooled block. Position i belongs to photo i.</summary>
internal sealed class UnitVectors : IDisposable
{
    private readonly float[] _block;

    private UnitVectors(int count, int dimensions)
    {
        Count = count;
        Dimensions = dimensions;
        _block = Blocks.Pool.Rent(checked(count * dimensions));
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <summary>One after the other.</summary>
    public ReadOnlySpan<float> All => _block.AsSpan(0, Count * Dimensions);

    public ReadOnlySpan<float> this[int index] => Row(index);

    /// <summary>Normalises the embeddings of <paramref name="photos"/>.</summary>
    /// <exception cref="InvalidEmbeddingException">An embedding is empty, zero, not finite or of another dimension than the first.</exception>
    public static UnitVectors From(IReadOnlyList<Photo> photos)
    {
        var vectors = new UnitVectors(photos.Count, photos.Count == 0 ? 0 : photos[0].Embedding.Length);
        try
        {
            for (var i = 0; i < photos.Count; i++)
            {
                if (photos[i].Embedding.Length != vectors.Dimensions)
                    throw OtherDimension(photos[i], photos[0]);
                Normalise(photos[i], vectors.Row(i));
            }

            return vectors;
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    /// <summary>Copies of some of the vectors, in the order given.</summary>
    public UnitVectors Select(ReadOnlySpan<int> photos)
    {
        var selected = new UnitVectors(photos.Length, Dimensions);
        for (var i = 0; i < photos.Length; i++)
            this[photos[i]].CopyTo(selected.Row(i));
        return selected;
    }

    public void Dispose() => Blocks.Pool.Return(_block);

    private Span<float> Row(int index) => _block.AsSpan(index * Dimensions, Dimensions);

    // In double precision: squares of any float32, from the least subnormal to the largest, neither vanish nor overflow.
    private static void Normalise(Photo photo, Span<float> target)
    {
        var source = photo.Embedding.Span;
        if (source.IsEmpty)
            throw new InvalidEmbeddingException(photo.ImageId, "the embedding is empty");

        var squares = SumOfSquares(source);
        if (!double.IsFinite(squares))
            throw NotFinite(photo);
        if (squares == 0)
            throw new InvalidEmbeddingException(photo.ImageId, "the embedding is the zero vector");

        Scale(source, 1 / Math.Sqrt(squares), target);
    }

    // Eight sums whatever the processor's width, so that no bit depends on it; the squares themselves are exact.
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var eight = Vector512<double>.Zero;
        var k = 0;
        for (; k <= values.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var widened = Doubles.Load(ref first, k);
            eight += widened * widened;
        }

        var sums = eight.GetLower() + eight.GetUpper();
        var squares = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (; k < values.Length; k++)
            squares += (double)values[k] * values[k];
        return squares;
    }

    private static void Scale(ReadOnlySpan<float> source, double factor, Span<float> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        var k = 0;
        for (; k <= source.Length - Vector512<float>.Count; k += Vector512<float>.Count)
            Vector512.Narrow(Doubles.Load(ref from, k) * factor, Doubles.Load(ref from, k + Vector512<double>.Count) * factor).StoreUnsafe(ref to, (nuint)k);

        for (; k < source.Length; k++)
            target[k] = (float)(source[k] * factor);
    }

    private static InvalidEmbeddingException NotFinite(Photo photo)
    {
        var values = photo.Embedding.Span;
        var index = 0;
        while (float.IsFinite(values[index]))
            index++;
        var name = float.IsNaN(values[index]) ? "NaN" : "infinite";
        return new InvalidEmbeddingException(photo.ImageId, $"the embedding is {name} at index {index}");
    }

    private static InvalidEmbeddingException OtherDimension(Photo photo, Photo first) => new(
        photo.ImageId,
        $"the embedding has {photo.Embedding.Length} dimensions, that of image {first.ImageId} has {first.Embedding.Length}");
}
