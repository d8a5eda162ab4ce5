using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>Finds who is near in a row of distances; most are not, and those are passed over eight at a time.</summary>
internal static class Near
{
    /// <summary>Writes the positions of the distances up to a threshold, ascending.</summary>
    /// <param name="row">Distances.</param>
    /// <param name="threshold">The largest that counts.</param>
    /// <param name="positions">Gets the positions; as long as the row.</param>
    /// <returns>What was written.</returns>
    public static ReadOnlySpan<int> Find(ReadOnlySpan<float> row, float threshold, Span<int> positions)
    {
        ref var first = ref MemoryMarshal.GetReference(row);
        var thresholds = Vector256.Create(threshold);
        var (count, i) = (0, 0);
        for (; i <= row.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var near = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)i), thresholds).ExtractMostSignificantBits();
            for (; near != 0; near &= near - 1)
                positions[count++] = i + BitOperations.TrailingZeroCount(near);
        }

        for (; i < row.Length; i++)
        {
            if (row[i] <= threshold)
                positions[count++] = i;
        }

        return positions[..count];
    }
}
