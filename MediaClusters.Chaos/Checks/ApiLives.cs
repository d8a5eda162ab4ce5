using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>Which incarnation of an API process answered: a new one remembers nothing of what the old one showed.</summary>
internal sealed class ApiLives(IReadOnlyList<FaultWindow> faults)
{
    private readonly Dictionary<int, FaultWindow[]> _restarts = [];

    /// <summary>Null where that is not certain.</summary>
    public (int Api, int Life)? Find(Sighting sighting)
    {
        if (sighting.Api is not { } api)
            return null;
        if (!_restarts.TryGetValue(api, out var restarts))
            _restarts[api] = restarts = [.. faults.Where(fault => IsRestart(fault, api))];
        var life = 0;
        foreach (var restart in restarts)
        {
            if (restart.Cleared < sighting.Began)
                life++;
            else if (restart.Began <= sighting.Ended)
                return null;
        }

        return (api, life);
    }

    public static bool IsRestart(FaultWindow fault, int api) =>
        fault.Kind is FaultKind.ApiKilled or FaultKind.ApiTerminated or FaultKind.Deployment && fault.Hits(ProcessNames.Api(api));
}
