namespace MediaClusters.Persistence.Schema;

/// <summary>What every transaction that holds rows while it waits for something else begins with.</summary>
internal static class SessionSql
{
    /// <summary>
    /// A process that is stopped between two statements loses its transaction, and with it the rows it holds
    /// up, long before its lease (30 s) runs out.
    /// </summary>
    public const string BoundIdleTime = "SET LOCAL idle_in_transaction_session_timeout = '5s'";
}
