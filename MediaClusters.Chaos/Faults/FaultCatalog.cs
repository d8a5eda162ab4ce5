using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>Every kind of fault there is.</summary>
internal static class FaultCatalog
{
    private const string All = "all";

    private static readonly (double, double) Moment = (0, 0);

    // Longer than the lease, and longer than a worker that sleeps can renew it in advance.
    private static readonly (double, double) PastLease = (6, 7.5);

    // A lock may make statements wait, but not so long that they are given up.
    private static readonly (double, double) Locked = (2, 3);

    private static readonly Dictionary<FaultKind, FaultDefinition> Definitions = new FaultDefinition[]
    {
        new(FaultKind.WorkerKilled, FaultGroup.Workers, Moment, 2, false, false, Worker, ServiceFaults.KillWorkerAsync),
        new(FaultKind.WorkerTerminated, FaultGroup.Workers, Moment, 3, false, false, Worker, ServiceFaults.TerminateWorkerAsync),
        new(FaultKind.WorkerPaused, FaultGroup.Workers | FaultGroup.Postgres, PastLease, 1.5, false, false, Worker, ServiceFaults.PauseWorkerAsync),
        new(FaultKind.ApiKilled, FaultGroup.Apis, Moment, 2, false, false, Api, ServiceFaults.KillApiAsync),
        new(FaultKind.ApiTerminated, FaultGroup.Apis, Moment, 2.5, false, false, Api, ServiceFaults.TerminateApiAsync),
        new(FaultKind.PostgresRestarted, FaultGroup.Postgres, (0, 1.5), 1, true, false, Everybody, PostgresFaults.RestartAsync),
        new(FaultKind.BackendsTerminated, FaultGroup.Postgres, Moment, 0.2, true, false, Everybody, PostgresFaults.TerminateBackendsAsync),
        new(FaultKind.PoolExhausted, FaultGroup.Postgres, (1, 3), 1.5, true, false, Everybody, PostgresFaults.ExhaustConnectionsAsync),
        new(FaultKind.TransactionHeld, FaultGroup.Postgres, Locked, 0.2, false, false, Everybody, PostgresFaults.HoldTransactionAsync),
        new(FaultKind.LockHeld, FaultGroup.Postgres, Locked, 0.2, false, false, Everybody, PostgresFaults.HoldLockAsync),
        new(FaultKind.RedisKilled, FaultGroup.Redis, (0, 2), 0.3, false, true, Everybody, RedisFaults.KillAsync),
        new(FaultKind.RedisPaused, FaultGroup.Redis, (2, 5), 0, false, true, Everybody, RedisFaults.PauseAsync),
        new(FaultKind.RedisFlushed, FaultGroup.Redis, Moment, 0.1, false, false, Everybody, RedisFaults.FlushAsync),
        new(FaultKind.RedisEvicting, FaultGroup.Redis, (1, 3), 0.1, false, true, Everybody, RedisFaults.EvictAsync),
        new(FaultKind.PostgresSilent, FaultGroup.Postgres, (2, 4), 0, true, false, OneOrAll, NetworkFaults.SilencePostgresAsync),
        new(FaultKind.RedisSilent, FaultGroup.Redis, (2, 4), 0, false, true, OneOrAll, NetworkFaults.SilenceRedisAsync),
        new(FaultKind.PostgresStranded, FaultGroup.Postgres, Moment, 0, true, false, One, NetworkFaults.StrandPostgresAsync),
        new(FaultKind.RedisStranded, FaultGroup.Redis, Moment, 0, false, true, One, NetworkFaults.StrandRedisAsync),
        new(FaultKind.DiskFull, FaultGroup.Postgres, (2, 3), 1, true, false, Everybody, PostgresFaults.FillDiskAsync),
        new(FaultKind.MigrationsTwice, FaultGroup.Postgres, Moment, 3, false, false, Everybody, ServiceFaults.MigrateTwiceAsync),
        new(FaultKind.Deployment, FaultGroup.Workers | FaultGroup.Apis | FaultGroup.Postgres, Moment, 6, false, false, WorkerAndApi, ServiceFaults.DeployAsync),
    }.ToDictionary(definition => definition.Kind);

    /// <summary>The kinds that can be injected into this cluster.</summary>
    public static IReadOnlyList<FaultKind> Possible(ChaosCluster cluster) =>
        [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.DiskFull || cluster.HasDisk)];

    public static FaultDefinition Of(FaultKind kind) => Definitions[kind];

    /// <summary>The services that a fault of the network is between, and a server.</summary>
    public static IReadOnlyList<SupervisedService> OneOrAllOf(ChaosCluster cluster, PlannedFault fault) =>
        fault.Flips(0) ? [OneOf(cluster, fault)] : cluster.Services;

    public static SupervisedService OneOf(ChaosCluster cluster, PlannedFault fault) => fault.Pick(cluster.Services);

    private static string Worker(ChaosCluster cluster, PlannedFault fault) => fault.Pick(cluster.Workers).Name;

    private static string Api(ChaosCluster cluster, PlannedFault fault) => fault.Pick(cluster.Apis).Name;

    private static string WorkerAndApi(ChaosCluster cluster, PlannedFault fault) => $"{Worker(cluster, fault)} {Api(cluster, fault)}";

    private static string OneOrAll(ChaosCluster cluster, PlannedFault fault) => OneOrAllOf(cluster, fault) is [var one] ? one.Name : All;

    private static string One(ChaosCluster cluster, PlannedFault fault) => OneOf(cluster, fault).Name;

    private static string Everybody(ChaosCluster cluster, PlannedFault fault) => All;
}
