using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Everybody took part, and every fault that was planned came: the other checks judge what was done, and would say nothing of
/// who never did anything.
/// </summary>
internal sealed class SomethingHappened : ICheck
{
    /// <summary>In so many requests somebody wanted everything.</summary>
    private const int Many = 5000;

    /// <summary>So often a route may be refused by chance.</summary>
    private const int Few = 10;

    public string Name => "something happened";

    public IEnumerable<Violation> Judge(RunHistory history) => history.Cast is { } cast
        ? What(history, cast).Select(what => new Violation(Name, what, []))
        : [new(Name, "nobody said who takes part", [])];

    private static IEnumerable<string> What(RunHistory history, Cast cast)
    {
        var claimed = history.JobChanges.Where(change => change.IsClaim).Select(change => change.By.Application).ToHashSet(StringComparer.Ordinal);
        foreach (var worker in cast.Workers.Where(worker => !claimed.Contains(worker)))
            yield return $"{worker} never claimed a job";

        var fromStore = history.Calls.Where(call => call.Status == 200 && call.Route.IsReadOfPostgres()).Select(call => ProcessNames.Api(call.Api)).ToHashSet(StringComparer.Ordinal);
        var samples = history.Samples.ToLookup(sample => sample.Process, StringComparer.Ordinal);
        foreach (var api in cast.Apis)
        {
            if (!fromStore.Contains(api))
                yield return $"{api} never answered a read from Postgres";
            if (ServiceSampler.Total(samples[api], ServiceSampler.CacheHits) <= 0)
                yield return $"{api} never answered a read from the cache";
        }

        foreach (var process in cast.Apis.Concat(cast.Workers).Where(process => !samples[process].Any(sample => sample.UsesCache)))
            yield return $"{process} never said that it uses the cache";

        var versions = history.VersionWrites.Select(write => write.PetId).ToHashSet();
        foreach (var pet in cast.Pets.Where(pet => !versions.Contains(pet)))
            yield return $"pet {pet} has no version";

        var routes = history.Calls.ToLookup(call => call.Route);
        foreach (var route in Enum.GetValues<Route>().Where(route => !routes[route].Any(call => call.Failure is null && call.Status is >= 200 and < 300)))
        {
            var asked = routes[route].Count();
            if (asked >= Few || history.Calls.Count >= Many)
                yield return $"{route} never succeeded in {asked} requests";
        }

        foreach (var kind in cast.Kinds.Except(history.Faults.Select(fault => fault.Kind)))
            yield return $"{kind} was planned and never injected";
    }
}
