namespace MediaClusters.Persistence.Schema;

/// <summary>Limits of one transaction, which leave nothing behind on its connection.</summary>
internal static class SessionSql
{
    /// <summary>
    /// What every transaction that holds rows while it waits for something else begins with: a process that is stopped between
    /// two statements loses its transaction, and with it the rows it holds up, long before its lease (30 s) runs out.
    /// </summary>
    public const string BoundIdleTime = "SET LOCAL idle_in_transaction_session_timeout = '5s'";

    /// <summary>How long, in milliseconds, the statements may take that follow in the same batch. SET LOCAL would warn there: the server does not know yet that more follow.</summary>
    public const string BoundStatements = "SELECT set_config('statement_timeout', @timeout, true)";
}
