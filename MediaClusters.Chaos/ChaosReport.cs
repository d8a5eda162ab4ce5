using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos;

/// <summary>What a run showed.</summary>
internal sealed record ChaosReport(ChaosPlan Plan, RunHistory History, IReadOnlyList<Violation> Violations)
{
    /// <summary>Callers that did not come for the many that waited.</summary>
    public int TurnedAway { get; init; }

    public int Jobs => History.Calls.Where(call => call is { Route: Route.PostJob, Status: 202 }).Select(call => call.JobId).Distinct().Count();

    public int Versions => History.VersionWrites.Count;

    public double FencedWrites => ServiceSampler.Total(History.Samples, ServiceSampler.FencedWrites);

    /// <summary>Attempts that gave up by themselves when their lease had run out, or were told by the fence.</summary>
    public double LostAttempts => ServiceSampler.Total(History.Samples, ServiceSampler.LostAttempts);

    /// <summary>Attempts that a lease ran out on, as the journal has them.</summary>
    public int ReapedAttempts => History.JobChanges.Count(change => change is { Was: { Status: "processing", Lease: { } lease }, Became.Status: "queued" or "failed" } && lease <= change.By.At);

    public IEnumerable<(string Route, string Status, int Count)> Requests => History.Calls
        .GroupBy(call => ($"{call.Route}", call.Failure is null ? $"{call.Status}" : "no answer"), (key, calls) => (key.Item1, key.Item2, calls.Count()))
        .OrderBy(row => row.Item1, StringComparer.Ordinal).ThenBy(row => row.Item2, StringComparer.Ordinal);

    public IEnumerable<(string Kind, int Count, double Seconds)> Faults => History.Faults
        .GroupBy(fault => fault.Kind, (kind, faults) => (Kind: $"{kind}", faults.Count(), faults.Sum(fault => (fault.Cleared - fault.Began).TotalSeconds)))
        .OrderBy(row => row.Kind, StringComparer.Ordinal);

    /// <summary>
    /// How long it took until somebody did again what needs the dependency, in milliseconds; and how often that was not to be told,
    /// because another fault came before it was done, and before it was late.
    /// </summary>
    public IEnumerable<(string Dependency, int Count, int NotJudged, double? P50, double? P99, double? Max)> Recoveries => RecoversByItself.Find(History)
        .GroupBy(recovery => recovery.Dependency, StringComparer.Ordinal)
        .Select(recoveries =>
        {
            var times = recoveries.Select(recovery => recovery.Took?.TotalMilliseconds).OfType<double>().Order().ToArray();
            return (recoveries.Key, times.Length, recoveries.Count(recovery => recovery.IsUnknown), Percentile(times, 0.5), Percentile(times, 0.99), Percentile(times, 1));
        });

    private static double? Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
