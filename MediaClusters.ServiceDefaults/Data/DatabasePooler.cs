namespace MediaClusters.ServiceDefaults.Data;

/// <summary>What stands between a service and Postgres.</summary>
public enum DatabasePooler
{
    /// <summary>Nothing, or a pooler that leaves every connection its session.</summary>
    None,

    /// <summary>PgBouncer in transaction mode, or its like: the next transaction may run in another session.</summary>
    Transaction,
}
