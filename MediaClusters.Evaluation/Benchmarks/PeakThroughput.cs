using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>The most float operations a second that one core does here: multiply-adds in registers, nothing loaded or stored.</summary>
internal static class PeakThroughput
{
    // Two units with a latency of four or five cycles are busy with ten.
    private const int Chains = 12;
    private const int Steps = 1_000_000;
    private const int Rounds = 12;

    /// <summary>Operations a second, a multiply-add counted as two, with vectors of the kernel's width.</summary>
    public static double Measure()
    {
        if (Vector512.IsHardwareAccelerated)
            return Measure<Vector512<float>, Lanes512>();
        return Vector256.IsHardwareAccelerated
            ? Measure<Vector256<float>, Lanes256>()
            : Measure<Vector128<float>, Lanes128>();
    }

    internal static double Measure<TVector, TLanes>()
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Run<TVector, TLanes>();
            best = Math.Max(best, 2.0 * Steps * Chains * TLanes.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector Run<TVector, TLanes>()
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        var (factor, addend) = (TLanes.Repeat(0.999f), TLanes.Repeat(0.5f));
        TVector a = addend, b = addend, c = addend, d = addend, e = addend, f = addend;
        TVector g = addend, h = addend, i = addend, j = addend, k = addend, l = addend;
        for (var step = 0; step < Steps; step++)
        {
            a = TLanes.MultiplyAdd(a, factor, addend);
            b = TLanes.MultiplyAdd(b, factor, addend);
            c = TLanes.MultiplyAdd(c, factor, addend);
            d = TLanes.MultiplyAdd(d, factor, addend);
            e = TLanes.MultiplyAdd(e, factor, addend);
            f = TLanes.MultiplyAdd(f, factor, addend);
            g = TLanes.MultiplyAdd(g, factor, addend);
            h = TLanes.MultiplyAdd(h, factor, addend);
            i = TLanes.MultiplyAdd(i, factor, addend);
            j = TLanes.MultiplyAdd(j, factor, addend);
            k = TLanes.MultiplyAdd(k, factor, addend);
            l = TLanes.MultiplyAdd(l, factor, addend);
        }

        var sum = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));
        return TLanes.Add(sum, TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l)));
    }
}
