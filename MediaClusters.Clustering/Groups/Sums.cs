using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Groups;

/// <summary>
/// Sums over float32 vectors in double precision, in eight sums whatever the processor has, and without
/// fused operations: the same bits everywhere.
/// </summary>
internal static class Sums
{
    /// <summary>Adds <paramref name="vector"/> to <paramref name="sum"/>.</summary>
    public static void Add(Span<double> sum, ReadOnlySpan<float> vector)
    {
        ref var from = ref MemoryMarshal.GetReference(vector);
        ref var to = ref MemoryMarshal.GetReference(sum[..vector.Length]);
        var k = 0;
        for (; k <= vector.Length - Vector256<float>.Count; k += Vector256<float>.Count)
            Doubles.Add(ref from, ref to, k);

        for (; k < vector.Length; k++)
            sum[k] += vector[k];
    }

    /// <summary>The dot product.</summary>
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref var lefts = ref MemoryMarshal.GetReference(left);
        ref var rights = ref MemoryMarshal.GetReference(right[..left.Length]);
        var sums = Vector512<double>.Zero;
        var k = 0;
        for (; k <= left.Length - Vector256<float>.Count; k += Vector256<float>.Count)
            sums += Doubles.Load(ref lefts, k) * Doubles.Load(ref rights, k);

        var (even, odd) = (sums.GetLower(), sums.GetUpper());
        if (k <= left.Length - Vector128<float>.Count)
        {
            even += Four(ref lefts, k) * Four(ref rights, k);
            k += Vector128<float>.Count;
        }

        var dot = Vector256.Sum(even + odd);
        for (; k < left.Length; k++)
            dot += (double)left[k] * right[k];
        return dot;
    }

    private static Vector256<double> Four(ref float first, int offset)
    {
        var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref first, (nuint)offset));
        return Vector256.Create(lower, upper);
    }
}
