using System.Collections.Concurrent;

namespace MediaClusters.Chaos.Cluster;

/// <summary>The end of a process.</summary>
/// <param name="Process">The name of the service or server.</param>
/// <param name="Id">The system's number of the process.</param>
/// <param name="Code">What it exited with; 128 and the signal's number for who was killed.</param>
/// <param name="Expected">What it should have exited with; null when it should have gone on.</param>
/// <param name="At">When.</param>
/// <param name="LastLines">What it said last, where it ended otherwise than expected.</param>
internal sealed record ProcessExit(string Process, int Id, int Code, int? Expected, TimeSpan At, string LastLines)
{
    /// <summary>Nobody injected it, or it ended otherwise than it was told to.</summary>
    public bool IsViolation => Expected != Code;
}

/// <summary>All ends of processes in a run.</summary>
internal sealed class ProcessExits(ChaosClock clock)
{
    private readonly ConcurrentQueue<ProcessExit> _exits = new();

    public IReadOnlyList<ProcessExit> All => [.. _exits];

    public void Add(string process, int id, int code, int? expected, ProcessLog log) =>
        _exits.Enqueue(new(process, id, code, expected, clock.Elapsed, expected == code ? "" : log.Tail));
}
