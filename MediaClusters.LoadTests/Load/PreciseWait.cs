using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MediaClusters.LoadTests.Load;

/// <summary>
/// Waits on a thread of one's own. On Linux it is late by about 0.1 ms, the timer slack and the way to a processor;
/// elsewhere by a millisecond or more. It sleeps at least 0.2 ms when it sleeps at all: waking for each arrival of tens
/// of thousands a second would take a good part of a processor from the service, and what is due by then comes together.
/// </summary>
internal static partial class PreciseWait
{
    private static readonly long Shortest = Timestamps.Of(TimeSpan.FromMilliseconds(0.2));

    // A sleep cannot be interrupted.
    private static readonly long Longest = Timestamps.Of(TimeSpan.FromMilliseconds(50));

    /// <param name="timestamp">Of the stopwatch.</param>
    /// <param name="cancellationToken">Ends the waiting within 50 ms, without an exception.</param>
    public static void Until(long timestamp, CancellationToken cancellationToken)
    {
        for (var left = timestamp - Stopwatch.GetTimestamp();
            left > 0 && !cancellationToken.IsCancellationRequested;
            left = timestamp - Stopwatch.GetTimestamp())
            Sleep(Math.Clamp(left, Shortest, Longest));
    }

    private static void Sleep(long ticks)
    {
        var span = Stopwatch.GetElapsedTime(0, ticks);
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
            _ = NanoSleep(new(0, (nint)(span.Ticks * TimeSpan.NanosecondsPerTick)), remaining: 0);
        else
            Thread.Sleep(Math.Max(1, (int)span.TotalMilliseconds));
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec span, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
