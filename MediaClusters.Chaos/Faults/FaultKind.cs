namespace MediaClusters.Chaos.Faults;

/// <summary>What can happen to the cluster; docs/chaos.md says how each is done.</summary>
internal enum FaultKind
{
    WorkerKilled,
    WorkerTerminated,
    WorkerPaused,
    ApiKilled,
    ApiTerminated,
    PostgresRestarted,
    BackendsTerminated,
    PoolExhausted,
    TransactionHeld,
    LockHeld,
    RedisKilled,
    RedisPaused,
    RedisFlushed,
    RedisEvicting,
    PostgresSilent,
    RedisSilent,
    PostgresStranded,
    RedisStranded,
    DiskFull,
    MigrationsTwice,
    Deployment,
}
