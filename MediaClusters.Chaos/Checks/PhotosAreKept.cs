using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// An upload that was answered is stored, a deletion that was answered is done, and the newest version is of the photos that
/// are stored: at the end, after a last job for every pet, and before that where a job began after all changes and succeeded.
/// </summary>
internal sealed class PhotosAreKept : ICheck
{
    /// <summary>As long may a change that nobody answered for take until it is made: a request's limit, and patience.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(45);

    public string Name => "photos are kept";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        foreach (var photo in history.Photos)
        {
            if (photo is { Kept: true, Stored: false })
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} was accepted and is gone", []);
            if (photo is { Deleted: true, Stored: true })
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} was deleted and is there", []);
            if (photo.Stored != photo.Placed)
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} is {WhereItIs(photo)} the newest version", []);
        }

        var runs = LastRuns(history);
        var changed = history.Calls.Where(call => call.Route is Route.PutImages or Route.DeleteImage).GroupBy(call => call.PetId).ToDictionary(pet => pet.Key, pet => pet.Max(MadeBy));
        foreach (var photo in history.PhotosBefore.Where(photo => photo.Stored != photo.Placed))
        {
            if (runs.GetValueOrDefault(photo.PetId) is { } run && run.By.At - Journal.Skew > changed.GetValueOrDefault(photo.PetId))
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} was {WhereItIs(photo)} the newest version, though a job had begun after all changes", [$"{run}"]);
        }
    }

    /// <summary>The last claim of each pet's jobs that led to success, before all were asked for once more.</summary>
    private static Dictionary<Guid, JobChange> LastRuns(RunHistory history)
    {
        var last = new Dictionary<Guid, JobChange>();
        foreach (var job in history.JobChanges.Where(change => change.By.At < history.AskedOnceMore).GroupBy(change => change.JobId))
        {
            JobChange? claim = null;
            foreach (var change in job)
            {
                if (change.IsClaim)
                    claim = change;
                else if (change is { Was.Status: "processing", Became.Status: "succeeded" } && claim is not null && (!last.TryGetValue(change.PetId, out var other) || other.By.At < claim.By.At))
                    last[change.PetId] = claim;
            }
        }

        return last;
    }

    private static TimeSpan MadeBy(Call call) => call.Failure is null && call.Status < 500 ? call.Ended : call.Ended + Late;

    private static string WhereItIs(PhotoFate photo) => photo.Stored ? "stored and not in" : "not stored and in";
}
