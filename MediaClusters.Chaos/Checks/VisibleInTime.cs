using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>A committed version is visible within 2 s, while Postgres and Redis can be reached.</summary>
internal sealed class VisibleInTime : ICheck
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    public string Name => "visible within 2 s";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var (redis, postgres) = (RedisTrouble.Find(history), new Trouble(history.Faults).Where(fault => fault.PostgresAway));
        foreach (var pet in history.Sightings.GroupBy(sighting => sighting.PetId))
        {
            // Committed is what was seen in Postgres; only what an API shows has to follow.
            var seen = pet.Where(sighting => sighting.Api is null || !(redis.Overlaps(sighting.Began, sighting.Ended, Bound) || postgres.Overlaps(sighting.Began, sighting.Ended, Bound))).ToArray();
            foreach (var (committed, later) in Backward(seen))
                yield return new(Name, $"version {committed.Version} of pet {pet.Key} was not visible after {(later.Began - committed.Ended).TotalSeconds:F1} s", [$"{committed}", $"{later}"]);
        }
    }

    private static IEnumerable<(Sighting Committed, Sighting Later)> Backward(Sighting[] sightings)
    {
        var commits = sightings.Where(sighting => sighting.Api is null).OrderBy(sighting => sighting.Ended).ToArray();
        var (at, newest) = (0, (Sighting?)null);
        foreach (var read in sightings.Where(sighting => sighting.Api is not null).OrderBy(sighting => sighting.Began))
        {
            for (; at < commits.Length && commits[at].Ended + Bound < read.Began; at++)
                newest = commits[at];
            if (newest is not null && read.Version < newest.Version)
                yield return (newest, read);
        }
    }
}
