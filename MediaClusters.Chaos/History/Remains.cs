namespace MediaClusters.Chaos.History;

/// <summary>What is there after all has settled.</summary>
internal sealed record Remains
{
    public long Queued { get; init; }

    public long Processing { get; init; }

    public long OwedCacheUpdates { get; init; }

    public long HeldTasks { get; init; }

    public long AdvisoryLocks { get; init; }

    public IReadOnlyList<Sessions> Sessions { get; init; } = [];

    public IReadOnlyList<CacheKey> Keys { get; init; } = [];
}

/// <summary>A process' sessions with Postgres.</summary>
/// <param name="Application">The process.</param>
/// <param name="Count">How many.</param>
/// <param name="IdleInTransaction">Those that have held a transaction open without a word for longer than the services may.</param>
internal sealed record Sessions(string Application, long Count, long IdleInTransaction);

/// <summary>A key in Redis and how long it has to live; null for ever.</summary>
internal sealed record CacheKey(string Name, TimeSpan? Left);
