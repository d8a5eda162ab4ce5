using MediaClusters.Chaos.History;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Every accepted job succeeded, was called off, or gave way to another of its pet; one key is one job; a lease that ran out
/// was taken back; and after every accepted request a run of the job that answered it began.
/// </summary>
internal sealed class JobsEnd : ICheck
{
    /// <summary>From a lease's end until the job goes on, with Postgres in reach: the reaper's interval, and patience.</summary>
    public static readonly TimeSpan LeaseBound = TimeSpan.FromSeconds(10);

    public string Name => "jobs end";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var jobs = history.Jobs.ToDictionary(job => job.Id);
        var accepted = history.Calls.Where(call => call is { Route: Route.PostJob, Status: 202, JobId: not null }).ToArray();
        var changes = history.JobChanges.ToLookup(change => change.JobId);
        var postgres = new Trouble(history.Faults).Where(fault => fault.PostgresAway);

        return
        [
            .. accepted.DistinctBy(call => call.JobId).SelectMany(call => Unfinished(call, jobs.GetValueOrDefault(call.JobId!.Value), changes)),
            .. history.Jobs.ExceptBy(accepted.Select(call => call.JobId!.Value), job => job.Id)
                .SelectMany(job => WhatIsWrong(job) is { } wrong ? new[] { new Violation(Name, wrong, Evidence(changes[job.Id])) } : []),
            .. OneJobAKey(accepted, history.JobChanges),
            .. changes.SelectMany(ofJob => Stuck([.. ofJob], postgres)),
            .. NotServed(history, accepted, jobs, changes),
        ];
    }

    /// <summary>A run has more attempts than faults: none of its jobs may use them up, and all photos can be clustered.</summary>
    private static string? WhatIsWrong(JobRow job) => job switch
    {
        { Status: "succeeded" } => null,
        { Status: "failed", LastError: null or "" } => $"{job} failed without a reason",
        { Status: "failed", Failure: JobFailures.Cancelled or JobFailures.Superseded } => null,
        { Status: "failed" } => $"{job} failed for good",
        _ => $"{job} did not end",
    };

    private IEnumerable<Violation> Unfinished(Call call, JobRow? job, ILookup<Guid, JobChange> changes)
    {
        if (job is null)
            yield return new(Name, $"job {call.JobId} was accepted and is gone", [$"{call}", .. Evidence(changes[call.JobId!.Value])]);
        else if (WhatIsWrong(job) is { } wrong)
            yield return new(Name, wrong, [$"{call}", .. Evidence(changes[job.Id])]);
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

    private IEnumerable<Violation> NotServed(RunHistory history, IEnumerable<Call> accepted, Dictionary<Guid, JobRow> jobs, ILookup<Guid, JobChange> changes)
    {
        var ofPets = history.JobChanges.ToLookup(change => change.PetId);
        var begun = history.Calls.Where(call => call.Key is not null)
            .GroupBy(call => call.Key!, StringComparer.Ordinal)
            .ToDictionary(calls => calls.Key, calls => calls.Min(call => call.Began), StringComparer.Ordinal);
        foreach (var call in accepted)
        {
            // A job that was called off owes nothing; what else has not succeeded is told already.
            if (!jobs.TryGetValue(call.JobId!.Value, out var job) || !(job is { Status: "succeeded" } or { Failure: JobFailures.Superseded }))
                continue;

            // The request counts from its first try, whose answer may have been lost. The harness' own last requests would serve anybody.
            var since = (call.Key is null ? call.Began : begun[call.Key]) - Journal.Skew;
            var until = call.Began < history.AskedOnceMore ? history.AskedOnceMore : TimeSpan.MaxValue;
            var own = changes[job.Id].Where(change => change.By.At >= since && change.By.At <= until).ToArray();
            var served = job.Status == "succeeded" && own.Any(change => change.IsClaim);
            if (!served && !(Array.FindLast(own, IsEnd) is { } end && IsDoneByAnother(end, ofPets[call.PetId], until)))
                yield return new(Name, $"no run of {job} began after it was accepted", [$"{call}", .. Evidence(changes[job.Id])]);
        }
    }

    private static bool IsEnd(JobChange change) => change is { Was.Status: "processing", Became.Status: "succeeded" or "failed" };

    /// <summary>A job that should go round again ends where another one of its pet is queued, which does the same, or is called off.</summary>
    private static bool IsDoneByAnother(JobChange end, IEnumerable<JobChange> ofPet, TimeSpan until) => ofPet
        .Where(change => change.JobId != end.JobId)
        .GroupBy(change => change.JobId)
        .Any(other => other.LastOrDefault(change => change.By.At <= end.By.At) is { Became.Status: "queued" }
            && other.Any(change => change.By.At > end.By.At && change.By.At <= until && change is { Was.Status: "queued", Became.Status: not "queued" }));

    private static IReadOnlyList<string> Evidence(IEnumerable<JobChange> changes) => [.. changes.TakeLast(8).Select(change => $"{change}")];
}
