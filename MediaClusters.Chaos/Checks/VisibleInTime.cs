using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// A committed version is visible within 2 s, while Postgres and Redis can be reached. Whatever breaks that breaks
/// <see cref="VersionsNeverGoBack"/>, too, which allows no time at all: this one says that it was no matter of moments.
/// </summary>
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
            var (shown, commits) = (pet.Where(sighting => sighting.Api is not null).ToArray(), pet.Where(sighting => sighting.Api is null).ToArray());
            foreach (var (committed, later) in VersionsNeverGoBack.Backward(commits, shown, Bound).Where(pair => !Disturbed(pair.Later)))
                yield return new(Name, $"version {committed.Version} of pet {pet.Key} was not visible after {(later.Began - committed.Ended).TotalSeconds:F1} s", [$"{committed}", $"{later}"]);
        }

        bool Disturbed(Sighting later) => redis.Overlaps(later.Began, later.Ended, Bound) || postgres.Overlaps(later.Began, later.Ended, Bound);
    }
}
