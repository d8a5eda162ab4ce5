using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>What a fault is done to: two of one group would disturb each other.</summary>
[Flags]
internal enum FaultGroup
{
    None = 0,
    Workers = 1,
    Apis = 2,
    Postgres = 4,
    Redis = 8,
}

/// <summary>Injects a fault, holds it, and undoes it, whatever happens.</summary>
internal delegate Task FaultAction(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken);

/// <summary>One kind of fault.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Group">What it is done to.</param>
/// <param name="Hold">The shortest and the longest that it lasts, in seconds; nothing for what is over in a moment.</param>
/// <param name="Around">About how long it takes beside that, in seconds.</param>
/// <param name="PostgresAway">Whether its target may be without Postgres.</param>
/// <param name="RedisAway">Whether its target may be without Redis.</param>
/// <param name="Target">To whom it is done.</param>
/// <param name="Run">How it is done.</param>
internal sealed record FaultDefinition(
    FaultKind Kind,
    FaultGroup Group,
    (double Least, double Most) Hold,
    double Around,
    bool PostgresAway,
    bool RedisAway,
    Func<ChaosCluster, PlannedFault, string> Target,
    FaultAction Run);
