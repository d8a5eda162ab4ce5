using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MediaClusters.Clustering.Distances;

/// <summary>Turns rows into columns, four by four in registers.</summary>
internal static class Transposition
{
    private const int Side = 4;

    /// <summary>Copies rows so that row i, column j of the source is row j, column i of the target.</summary>
    /// <param name="source">The first of rows * columns floats, a stride from row to row.</param>
    /// <param name="sourceStride">Floats from a row of the source to the next.</param>
    /// <param name="target">The first of columns * rows floats.</param>
    /// <param name="targetStride">Floats from a row of the target to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ref float source, int sourceStride, ref float target, int targetStride, int rows, int columns)
    {
        var row = 0;
        for (; row + Side <= rows; row += Side)
        {
            var column = 0;
            for (; column + Side <= columns; column += Side)
                Square(ref Unsafe.Add(ref source, (row * sourceStride) + column), (nuint)sourceStride, ref Unsafe.Add(ref target, (column * targetStride) + row), (nuint)targetStride);
            for (; column < columns; column++)
                Line(ref Unsafe.Add(ref source, (row * sourceStride) + column), sourceStride, ref Unsafe.Add(ref target, (column * targetStride) + row), Side);
        }

        for (var column = 0; column < columns && row < rows; column++)
            Line(ref Unsafe.Add(ref source, (row * sourceStride) + column), sourceStride, ref Unsafe.Add(ref target, (column * targetStride) + row), rows - row);
    }

    private static void Line(ref float source, int sourceStride, ref float target, int length)
    {
        for (var i = 0; i < length; i++)
            Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i * sourceStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(ref float source, nuint sourceStride, ref float target, nuint targetStride)
    {
        var a = Vector128.LoadUnsafe(ref source);
        var b = Vector128.LoadUnsafe(ref source, sourceStride);
        var c = Vector128.LoadUnsafe(ref source, 2 * sourceStride);
        var d = Vector128.LoadUnsafe(ref source, 3 * sourceStride);

        // Zipped twice: a0 c0 a1 c1 with b0 d0 b1 d1 gives a0 b0 c0 d0.
        var (evenLow, evenHigh) = (ZipLow(a, c), ZipHigh(a, c));
        var (oddLow, oddHigh) = (ZipLow(b, d), ZipHigh(b, d));
        ZipLow(evenLow, oddLow).StoreUnsafe(ref target);
        ZipHigh(evenLow, oddLow).StoreUnsafe(ref target, targetStride);
        ZipLow(evenHigh, oddHigh).StoreUnsafe(ref target, 2 * targetStride);
        ZipHigh(evenHigh, oddHigh).StoreUnsafe(ref target, 3 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right)
    {
        if (Sse.IsSupported)
            return Sse.UnpackLow(left, right);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right) : Vector128.Create(left[0], right[0], left[1], right[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right)
    {
        if (Sse.IsSupported)
            return Sse.UnpackHigh(left, right);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right) : Vector128.Create(left[2], right[2], left[3], right[3]);
    }
}
