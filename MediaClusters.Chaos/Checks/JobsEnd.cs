using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Every accepted job succeeded or failed with a reason; one key is one job; a lease that ran out was taken back; and
/// after every accepted request a run of its pet began.
/// </summary>
internal sealed class JobsEnd : ICheck
{
    /// <summary>From a lease's end until the job goes on, with Postgres in reach: the reaper's interval, and patience.</summary>
    public static readonly TimeSpan LeaseBound = TimeSpan.FromSeconds(10);

    // Of the journal's clock against the callers'.
    private static readonly TimeSpan Skew = TimeSpan.FromMilliseconds(50);

    public string Name => "jobs end";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var jobs = history.Jobs.ToDictionary(job => job.Id);
        var accepted = history.Calls.Where(call => call is { Route: Route.PostJob, Status: 202, JobId: not null }).ToArray();
        var changes = history.JobChanges.ToLookup(change => change.JobId);

        return
        [
            .. accepted.DistinctBy(call => call.JobId).SelectMany(call => Unfinished(call, jobs.GetValueOrDefault(call.JobId!.Value), changes)),
            .. history.Jobs.Where(job => !Ended(job)).ExceptBy(accepted.Select(call => call.JobId!.Value), job => job.Id)
                .Select(job => new Violation(Name, $"{job} did not end", Evidence(changes[job.Id]))),
            .. OneJobAKey(accepted, history.JobChanges),
            .. changes.SelectMany(ofJob => Stuck([.. ofJob], new Trouble(history.Faults).Where(fault => fault.PostgresAway))),
            .. NotServed(history, accepted, jobs),
        ];
    }

    private static bool Ended(JobRow job) => job.Status == "succeeded" || job is { Status: "failed", LastError.Length: > 0 };

    private IEnumerable<Violation> Unfinished(Call call, JobRow? job, ILookup<Guid, JobChange> changes)
    {
        if (job is null)
            yield return new(Name, $"job {call.JobId} was accepted and is gone", [$"{call}", .. Evidence(changes[call.JobId!.Value])]);
        else if (!Ended(job))
            yield return new(Name, $"{job} did not end", [$"{call}", .. Evidence(changes[job.Id])]);
    }

    private IEnumerable<Violation> OneJobAKey(IEnumerable<Call> accepted, IEnumerable<JobChange> changes)
    {
        foreach (var key in accepted.Where(call => call.Key is not null).GroupBy(call => call.Key, StringComparer.Ordinal))
        {
            if (key.DistinctBy(call => call.JobId).Count() > 1)
                yield return new(Name, $"key {key.Key} was answered with several jobs", [.. key.Select(call => $"{call}")]);
        }

        foreach (var key in changes.Where(change => change is { Was: null, Key: not null }).GroupBy(change => change.Key, StringComparer.Ordinal))
        {
            if (key.Count() > 1)
                yield return new(Name, $"key {key.Key} added several jobs", [.. key.Select(change => $"{change}")]);
        }
    }

    private IEnumerable<Violation> Stuck(JobChange[] changes, Trouble postgres)
    {
        for (var i = 0; i + 1 < changes.Length; i++)
        {
            if (changes[i].Became.Lease is { } lease && postgres.Undisturbed(lease, changes[i + 1].By.At) > LeaseBound)
                yield return new(Name, $"job {changes[i].JobId} was stuck after its lease", [$"{changes[i]}", $"{changes[i + 1]}"]);
        }
    }

    private IEnumerable<Violation> NotServed(RunHistory history, IEnumerable<Call> accepted, Dictionary<Guid, JobRow> jobs)
    {
        var claims = history.JobChanges.Where(change => change.IsClaim).ToLookup(change => change.PetId, change => change.By.At);
        var begun = history.Calls.Where(call => call.Key is not null)
            .GroupBy(call => call.Key!, StringComparer.Ordinal)
            .ToDictionary(calls => calls.Key, calls => calls.Min(call => call.Began), StringComparer.Ordinal);
        foreach (var call in accepted)
        {
            // The request counts from its first try, whose answer may have been lost. A job that failed, or was cancelled, owes nothing.
            var since = (call.Key is null ? call.Began : begun[call.Key]) - Skew;
            if (jobs.GetValueOrDefault(call.JobId!.Value) is { Status: "succeeded" } && !claims[call.PetId].Any(at => at >= since))
                yield return new(Name, $"no run of pet {call.PetId} began after a job was accepted for it", [$"{call}"]);
        }
    }

    private static IReadOnlyList<string> Evidence(IEnumerable<JobChange> changes) => [.. changes.TakeLast(8).Select(change => $"{change}")];
}
