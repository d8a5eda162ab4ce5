using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos.Checks;

internal static class FaultTargets
{
    private const string All = "all";

    /// <summary>Whether a fault was done to a process, or to what all of them need.</summary>
    public static bool Hits(this FaultWindow fault, string process) =>
        fault.Target == All || fault.Target.Split(' ').Contains(process, StringComparer.Ordinal);
}

/// <summary>When something was in the way: the faults of a run, as the checks ask for them.</summary>
internal sealed class Trouble(IEnumerable<FaultWindow> faults)
{
    private readonly FaultWindow[] _faults = [.. faults.OrderBy(fault => fault.Began)];

    public Trouble Where(Func<FaultWindow, bool> matters) => new(_faults.Where(matters));

    /// <summary>Whether a fault, or the grace after it, lies within a time.</summary>
    public bool Overlaps(TimeSpan from, TimeSpan to, TimeSpan grace) =>
        _faults.Any(fault => fault.Began <= to && fault.Cleared + grace >= from);

    /// <summary>How much of a time was free of faults.</summary>
    public TimeSpan Undisturbed(TimeSpan from, TimeSpan to)
    {
        var (free, at) = (TimeSpan.Zero, from);
        foreach (var fault in _faults)
        {
            if (fault.Cleared <= at)
                continue;
            if (fault.Began >= to)
                break;
            if (fault.Began > at)
                free += fault.Began - at;
            at = fault.Cleared;
        }

        return at < to ? free + (to - at) : free;
    }
}
