using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Versions are 1 to n without gap or duplicate; each was written by exactly one attempt, which held its job with a lease
/// that had not run out when its statement was sent; and nobody else moved a job that an attempt held.
/// </summary>
internal sealed class OneWriterAVersion : ICheck
{
    public string Name => "one writer a version";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var claims = history.JobChanges.Where(change => change.IsClaim)
            .ToLookup(change => (change.JobId, change.Became.Attempts, change.Became.Worker), change => change.By.Application);
        var ends = history.JobChanges.Where(change => change is { Was.Status: "processing", Became.Status: not "processing" })
            .ToLookup(change => (change.By.Transaction, change.JobId));

        var changes = history.JobChanges.ToLookup(change => change.JobId);
        var found = history.VersionWrites.GroupBy(write => write.PetId).SelectMany(Gaps).ToList();
        var writers = new Dictionary<(Guid, int, string?), VersionWrite>();
        foreach (var write in history.VersionWrites)
        {
            if (write.JobId is not { } jobId)
            {
                if (write.RestoredFrom is null)
                    found.Add(new(Name, $"nobody says who wrote version {write.Version} of pet {write.PetId}", [$"{write}"]));
                continue;
            }

            if (ends[(write.By.Transaction, jobId)].ToArray() is not [{ Was: { } held } end])
            {
                found.Add(new(Name, $"version {write.Version} of pet {write.PetId} was written without holding its job", Evidence(write, changes[jobId])));
                continue;
            }

            var attempt = (jobId, held.Attempts, held.Worker);
            if (!writers.TryAdd(attempt, write))
                found.Add(new(Name, $"attempt {held.Attempts} at job {jobId} wrote two versions", [$"{writers[attempt]}", .. Evidence(write, changes[jobId])]));
            if (claims[attempt].ToArray() is not [var holder] || holder != write.By.Application)
                found.Add(new(Name, $"version {write.Version} of pet {write.PetId} was written by {write.By.Application}, which does not hold the job", Evidence(write, changes[jobId])));
            if (held.Lease <= end.By.Sent)
                found.Add(new(Name, $"version {write.Version} of pet {write.PetId} was written by an expired attempt", Evidence(write, changes[jobId])));
        }

        found.AddRange(history.JobChanges.Where(IsRevival)
            .Select(change => new Violation(Name, $"{change.By.Application} moved job {change.JobId}, which had ended or was not held", Trail(changes, change))));
        found.AddRange(history.JobChanges.Where(change => IsTrespass(change, claims))
            .Select(change => new Violation(Name, $"{change.By.Application} moved job {change.JobId}, which another attempt held", Trail(changes, change))));
        return found;
    }

    private IEnumerable<Violation> Gaps(IGrouping<Guid, VersionWrite> pet)
    {
        var numbers = pet.Select(write => write.Version).Order().ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != i + 1)
                return [new(Name, $"the versions of pet {pet.Key} are not 1 to {numbers.Length}: {numbers[i]} comes at place {i + 1}", [.. pet.OrderBy(write => write.Version).Skip(Math.Max(0, i - 2)).Take(5).Select(write => $"{write}")])];
        }

        return [];
    }

    /// <summary>What has succeeded stays; what failed is queued again by people alone; and what is queued ends in somebody's hands, or is cancelled by people.</summary>
    private static bool IsRevival(JobChange change) => change.Was?.Status switch
    {
        "succeeded" => true,
        "failed" => ProcessNames.IsWorker(change.By.Application),
        "queued" => change.Became.Status == "succeeded" || (change.Became.Status == "failed" && ProcessNames.IsWorker(change.By.Application)),
        _ => false,
    };

    /// <summary>A held job is moved by its holder before the lease ends, or by anybody after; joining it changes neither state nor lease.</summary>
    private static bool IsTrespass(JobChange change, ILookup<(Guid, int, string?), string> claims)
    {
        if (change.Was is not { Status: "processing", Lease: { } lease } was || (change.Became.Status == was.Status && change.Became.Lease == lease))
            return false;
        var byHolder = claims[(change.JobId, was.Attempts, was.Worker)].Contains(change.By.Application, StringComparer.Ordinal);
        return change.By.At < lease ? !byHolder : change.Became.Status is "processing" or "succeeded" && lease <= change.By.Sent;
    }

    private static string[] Evidence(VersionWrite write, IEnumerable<JobChange> ofJob) =>
        [$"{write}", .. ofJob.Where(change => Math.Abs((change.By.At - write.By.At).TotalSeconds) < 30).Select(change => $"{change}")];

    private static string[] Trail(ILookup<Guid, JobChange> changes, JobChange change) =>
        [.. changes[change.JobId].Where(other => other.By.At <= change.By.At).TakeLast(5).Select(other => $"{other}")];
}
