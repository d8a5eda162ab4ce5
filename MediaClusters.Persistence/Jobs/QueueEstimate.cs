namespace MediaClusters.Persistence.Jobs;

/// <summary>Numbers of jobs where counting was given up.</summary>
internal static class QueueEstimate
{
    /// <summary>
    /// Each class was counted for itself. Those that were not counted to the end share what the others leave of the
    /// index's entries, evenly, for nothing tells them apart.
    /// </summary>
    public static IReadOnlyList<long> OfQueued(IReadOnlyList<long> counted, long entries)
    {
        var open = counted.Count(IsOpen);
        var left = entries - counted.Where(count => !IsOpen(count)).Sum();
        return open == 0 ? counted : [.. counted.Select(count => IsOpen(count) ? Math.Max(count, left / open) : count)];
    }

    /// <summary>All failed jobs were looked at together, those that do not count among them: what was counted of each class stands for its share of all.</summary>
    public static IReadOnlyList<long> OfFailed(IReadOnlyList<long> counted, long seen, long entries)
        => !IsOpen(seen) || entries <= seen ? counted : [.. counted.Select(count => (long)(count * (entries / (double)seen)))];

    private static bool IsOpen(long count) => count > StatsSql.Cap;
}
