namespace MediaClusters.Chaos.Faults;

/// <summary>A fault that was, from before it was injected until it was undone.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Target">To whom: one or more services' names with spaces between, or <c>all</c>.</param>
/// <param name="Began">When it may have begun to show.</param>
/// <param name="Cleared">When the cause was gone: servers answer, processes that were started again answer, the network forwards.</param>
/// <param name="PostgresAway">Whether the target could be without Postgres meanwhile, for some statements at least.</param>
/// <param name="RedisAway">Whether the target could be without Redis meanwhile.</param>
internal sealed record FaultWindow(FaultKind Kind, string Target, TimeSpan Began, TimeSpan Cleared, bool PostgresAway, bool RedisAway);
