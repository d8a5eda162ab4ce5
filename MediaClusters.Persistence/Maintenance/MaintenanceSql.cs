namespace MediaClusters.Persistence.Maintenance;

/// <summary>Every statement on the lease rows of maintenance tasks.</summary>
internal static class MaintenanceSql
{
    /// <summary>clock_timestamp() and not now(): a transaction that began before the lease ran out must not pass afterwards.</summary>
    private const string Fence = "t.name = @name AND t.holder = @holder AND t.lease_expires_at > clock_timestamp()";

    private const string Unfinished = "(t.completed_at IS NULL OR t.completed_at < t.started_at)";

    /// <summary>The last completion stays known during the next run, which therefore has to begin after it, whatever the clock does.</summary>
    public const string Acquire = $"""
        INSERT INTO maintenance_tasks AS t (name, holder, lease_expires_at, started_at)
        VALUES (@name, @holder, clock_timestamp() + @lease, clock_timestamp())
        ON CONFLICT (name) DO UPDATE
        SET holder = @holder, lease_expires_at = clock_timestamp() + @lease,
            progress = CASE WHEN {Unfinished} THEN t.progress END,
            started_at = CASE WHEN {Unfinished} THEN coalesce(t.started_at, clock_timestamp())
                              ELSE greatest(clock_timestamp(), t.completed_at + interval '1 microsecond') END
        WHERE (t.holder IS NULL OR t.holder = @holder OR t.lease_expires_at <= clock_timestamp())
          AND ({Unfinished} OR t.completed_at + @rest <= clock_timestamp())
        RETURNING progress, started_at
        """;

    /// <summary>Holds the row until the commit: nobody can take the task over under a transaction that does a part of it.</summary>
    public const string Hold = $"SELECT 1 FROM maintenance_tasks t WHERE {Fence} FOR UPDATE";

    public const string Renew = $"""
        UPDATE maintenance_tasks t SET lease_expires_at = clock_timestamp() + @lease WHERE {Fence}
        """;

    public const string SaveProgress = $"""
        UPDATE maintenance_tasks t SET lease_expires_at = clock_timestamp() + @lease, progress = @progress WHERE {Fence}
        """;

    public const string Complete = $"""
        UPDATE maintenance_tasks t
        SET holder = NULL, lease_expires_at = NULL, completed_at = greatest(clock_timestamp(), t.started_at)
        WHERE {Fence}
        """;

    public const string Release = $"""
        UPDATE maintenance_tasks t SET holder = NULL, lease_expires_at = NULL WHERE {Fence}
        """;

    public const string FindCompleted = "SELECT completed_at FROM maintenance_tasks WHERE name = @name";
}
