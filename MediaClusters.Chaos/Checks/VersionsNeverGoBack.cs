using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Of a pet's newest version, whoever begins to look after somebody saw one must not see an older one: always where the
/// same process answers, or Postgres is asked, and whoever answers while all reach Redis (docs/cache-protocol.md says why not
/// otherwise). Whoever insists on a version that was seen never gets an older one, nor none.
/// </summary>
internal sealed class VersionsNeverGoBack : ICheck
{
    /// <summary>After Redis can be reached again, until what was owed meanwhile is settled.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public string Name => "versions never go back";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var lives = new ApiLives(history.Faults);
        var redis = RedisTrouble.Find(history);
        foreach (var pet in history.Sightings.GroupBy(sighting => sighting.PetId))
        {
            var all = pet.ToArray();
            foreach (var (earlier, later) in Backward(all, all, TimeSpan.Zero).Where(pair => pair.Later.IsOfPostgres || !MayBeBehind(pair.Later)))
                yield return new(Name, $"pet {pet.Key} went from version {earlier.Version} back to {later.Version}", [$"{earlier}", $"{later}"]);

            foreach (var life in all.GroupBy(lives.Find).Where(life => life.Key is not null))
            {
                Sighting[] own = [.. life];
                foreach (var (earlier, later) in Backward(own, own, TimeSpan.Zero).Where(pair => !pair.Later.IsOfPostgres && MayBeBehind(pair.Later)))
                    yield return new(Name, $"within one process pet {pet.Key} went from version {earlier.Version} back to {later.Version}", [$"{earlier}", $"{later}"]);
            }
        }

        foreach (var call in history.Calls.Where(call => call is { Route: Route.Latest, Failure: null, Wanted: not null }))
        {
            if (call.Status is 200 or 304 && call.Version < call.Wanted)
                yield return new(Name, $"version {call.Wanted} or newer was asked for and {call.Version} came", [$"{call}"]);

            // Callers insist on what they have seen, and nobody deletes pets.
            else if (call.Status == 404)
                yield return new(Name, $"version {call.Wanted} had been seen, was asked for and was not there", [$"{call}"]);
        }

        bool MayBeBehind(Sighting later) => redis.Overlaps(later.Began, later.Ended, Settling);
    }

    /// <summary>Pairs of which the later one began some time after the earlier one ended, and shows an older version; one for each later one.</summary>
    public static IEnumerable<(Sighting Earlier, Sighting Later)> Backward(IEnumerable<Sighting> earlier, IEnumerable<Sighting> later, TimeSpan patience)
    {
        var byEnd = earlier.OrderBy(sighting => sighting.Ended).ToArray();
        var (ended, newest) = (0, (Sighting?)null);
        foreach (var one in later.OrderBy(sighting => sighting.Began))
        {
            for (; ended < byEnd.Length && byEnd[ended].Ended + patience < one.Began; ended++)
            {
                if (newest is null || byEnd[ended].Version > newest.Version)
                    newest = byEnd[ended];
            }

            if (newest is not null && one.Version < newest.Version)
                yield return (newest, one);
        }
    }
}
