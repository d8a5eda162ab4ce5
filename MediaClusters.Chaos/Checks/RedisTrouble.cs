using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// When somebody may have been without Redis: during a fault, and after it until all whom it hit use the cache again, as they
/// say themselves. That may take them no longer than any recovery; whoever takes longer is behind for no good reason.
/// A connection that was left silent has to be noticed first: until then its process says that it uses the cache.
/// </summary>
internal static class RedisTrouble
{
    public static Trouble Find(RunHistory history)
    {
        var uses = history.Samples.Where(sample => sample.UsesCache)
            .GroupBy(sample => sample.Process, StringComparer.Ordinal)
            .ToDictionary(process => process.Key, process => process.Select(sample => sample.At).Order().ToArray(), StringComparer.Ordinal);
        return new(history.Faults.Where(fault => fault.RedisAway).Select(fault => fault with { Cleared = uses
            .Where(process => fault.Hits(process.Key))
            .Select(process => Next(process.Value, fault.Cleared))
            .Append(fault.Kind == FaultKind.RedisStranded ? fault.Cleared + RecoversByItself.Bound : fault.Cleared)
            .Max() }));
    }

    private static TimeSpan Next(TimeSpan[] times, TimeSpan after)
    {
        var latest = after + RecoversByItself.Bound;
        var at = Array.Find(times, time => time >= after);
        return at > TimeSpan.Zero && at < latest ? at : latest;
    }
}
