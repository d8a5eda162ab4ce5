using System.Diagnostics;

namespace MediaClusters.Chaos.Cluster;

/// <summary>The time since a run began, for everything that is written down of it.</summary>
internal sealed class ChaosClock
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);
}
