using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MediaClusters.Clustering.Distances;

/// <summary>Floats in double precision, eight at a time: one instruction where registers have 512 bits.</summary>
internal static class Doubles
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ref float first, int offset) =>
        Vector512.WidenLower(Vector256.LoadUnsafe(ref first, (nuint)offset).ToVector512Unsafe());

    /// <summary>Adds the floats from an offset on to as many sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref float first, ref double sums, int offset) =>
        (Vector512.LoadUnsafe(ref sums, (nuint)offset) + Load(ref first, offset)).StoreUnsafe(ref sums, (nuint)offset);
}
