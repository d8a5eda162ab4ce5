using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Groups;

/// <summary>
/// Sums over float32 vectors in double precision, four numbers at a time whatever the processor has, and without
/// fused operations: the same bits everywhere.
/// </summary>
internal static class Sums
{
    /// <summary>Adds <paramref name="vector"/> to <paramref name="sum"/>.</summary>
    public static void Add(Span<double> sum, ReadOnlySpan<float> vector)
    {
        var fours = MemoryMarshal.Cast<float, Vector128<float>>(vector);
        var sums = MemoryMarshal.Cast<double, Vector256<double>>(sum);
        for (var i = 0; i < fours.Length; i++)
            sums[i] += Widen(fours[i]);
        for (var k = fours.Length * Vector128<float>.Count; k < vector.Length; k++)
            sum[k] += vector[k];
    }

    /// <summary>The dot product.</summary>
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = MemoryMarshal.Cast<float, Vector128<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector128<float>>(right)[..lefts.Length];
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 1 < lefts.Length; i += 2)
        {
            even += Widen(lefts[i]) * Widen(rights[i]);
            odd += Widen(lefts[i + 1]) * Widen(rights[i + 1]);
        }

        if (i < lefts.Length)
            even += Widen(lefts[i]) * Widen(rights[i]);
        var dot = Vector256.Sum(even + odd);
        for (var k = lefts.Length * Vector128<float>.Count; k < left.Length; k++)
            dot += (double)left[k] * right[k];
        return dot;
    }

    private static Vector256<double> Widen(Vector128<float> four)
    {
        var (lower, upper) = Vector128.Widen(four);
        return Vector256.Create(lower, upper);
    }
}
