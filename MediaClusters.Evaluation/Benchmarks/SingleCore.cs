using System.Diagnostics;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>Keeps the process, and those it starts, on one core: figures that are compared come from the same.</summary>
internal static class SingleCore
{
    /// <summary>Stays on the last core the process may use; the first ones serve interrupts.</summary>
    public static void Pin()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
            return;
        using var process = Process.GetCurrentProcess();
        var allowed = (ulong)process.ProcessorAffinity;
        process.ProcessorAffinity = (nint)(1UL << (63 - System.Numerics.BitOperations.LeadingZeroCount(allowed)));
    }
}
