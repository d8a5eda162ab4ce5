using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos.Checks;

/// <summary>How long after a dependency's return somebody did again what needs it.</summary>
/// <param name="Dependency">What was away.</param>
/// <param name="Who">Who does it.</param>
/// <param name="Fault">When it was away.</param>
/// <param name="Took">Null where another fault came in between before it was done.</param>
/// <param name="Undisturbed">The time up to then, or up to the end of the load, that was free of faults of it.</param>
internal sealed record Recovery(string Dependency, string Who, FaultWindow Fault, TimeSpan? Took, TimeSpan Undisturbed)
{
    /// <summary>Whether a further fault came before it was done, and before it was late: it may have been the cure.</summary>
    public bool IsUnknown => Took is null && Undisturbed <= RecoversByItself.Bound;

    /// <param name="dependency">What was away.</param>
    /// <param name="who">Who does it.</param>
    /// <param name="faults">When it was away.</param>
    /// <param name="disturbances">What may keep this one from doing it.</param>
    /// <param name="doings">When it was begun and done.</param>
    /// <param name="end">Of the load.</param>
    public static IEnumerable<Recovery> Find(
        string dependency, string who, IEnumerable<FaultWindow> faults, IReadOnlyList<FaultWindow> disturbances, IEnumerable<(TimeSpan Began, TimeSpan Ended)> doings, TimeSpan end)
    {
        var done = doings.OrderBy(one => one.Began).ToArray();
        foreach (var fault in faults.Where(fault => fault.Cleared < end))
        {
            var others = new Trouble(disturbances.Where(other => other != fault).Select(Lasting));
            var at = Array.FindIndex(done, one => one.Began >= fault.Cleared);
            var until = at < 0 ? end : done.Skip(at).TakeWhile(one => one.Began <= done[at].Ended).Min(one => one.Ended);
            var undisturbed = others.Undisturbed(fault.Cleared, until);
            yield return new(dependency, who, fault, at >= 0 && undisturbed == until - fault.Cleared ? undisturbed : null, undisturbed);
        }
    }

    /// <summary>The window of connections that are left silent is the moment they are; they disturb until they are given up.</summary>
    private static FaultWindow Lasting(FaultWindow fault) => fault.Kind is FaultKind.PostgresStranded or FaultKind.RedisStranded
        ? fault with { Cleared = fault.Cleared + RecoversByItself.Bound }
        : fault;
}
