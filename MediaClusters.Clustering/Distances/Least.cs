using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>Finds the least of a row: first its value, where lanes need no positions, then where that stands.</summary>
internal static class Least
{
    /// <summary>The position of the least distance, the first of equals. None is NaN, and there is one at least.</summary>
    public static int Find(ReadOnlySpan<float> row)
    {
        ref var first = ref MemoryMarshal.GetReference(row);
        var width = Vector256<float>.Count;
        var (even, odd) = (Vector256.Create(float.PositiveInfinity), Vector256.Create(float.PositiveInfinity));
        var i = 0;
        for (; i <= row.Length - (2 * width); i += 2 * width)
        {
            even = Vector256.MinNative(even, Vector256.LoadUnsafe(ref first, (nuint)i));
            odd = Vector256.MinNative(odd, Vector256.LoadUnsafe(ref first, (nuint)(i + width)));
        }

        var least = Of(Vector256.MinNative(even, odd));
        for (; i < row.Length; i++)
            least = Math.Min(least, row[i]);
        return row.IndexOf(least);
    }

    /// <summary>The least of a register's lanes.</summary>
    public static float Of(Vector256<float> lanes)
    {
        var four = Vector128.MinNative(lanes.GetLower(), lanes.GetUpper());
        var two = Vector128.MinNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MinNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
