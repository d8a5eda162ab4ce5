using System.Diagnostics;

namespace MediaClusters.LoadTests.Load;

/// <summary>Spans as differences of the stopwatch's timestamps.</summary>
internal static class Timestamps
{
    public static long Of(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
