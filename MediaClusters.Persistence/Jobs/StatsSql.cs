namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// The queue's figures at a cost that does not grow with the queue. What was done is passed over as claims do it, by floors;
/// of what is left, so many rows are counted and no more. Limits are asked for as in <see cref="ClaimSql.Claim"/>.
/// </summary>
internal static class StatsSql
{
    /// <summary>Up to so many jobs of a status and class are counted.</summary>
    public const int Cap = 10_000;

    /// <summary>
    /// Classes of priorities, how many queued jobs each has, and how many entries the index of all of them has by the last
    /// look of vacuum or analyze. No segment belongs to two classes.
    /// </summary>
    public static readonly string Queued = $"""
        SELECT k.class, (
          SELECT count(*) FROM (
            SELECT 1 FROM unnest(@lows, @highs, @floors) AS f (low, high, floor) CROSS JOIN LATERAL (
              SELECT 1 FROM cluster_jobs c
              WHERE c.status = 'queued' AND c.priority <= f.high AND c.priority >= f.low AND c.run_after >= f.floor
              ORDER BY c.priority DESC, c.run_after, c.id
              LIMIT (SELECT {Cap + 1})
            ) one
            WHERE sign(f.high) = k.class
            LIMIT (SELECT {Cap + 1})
          ) counted
        ), {Entries("ix_cluster_jobs_claim")}
        FROM (VALUES (1), (0), (-1)) AS k (class)
        """;

    /// <summary>How long the oldest due job has been due: neither a rerun's first request nor a wait between attempts counts. A priority without a segment of its own was without a job at the last look.</summary>
    public const string OldestQueued = """
        SELECT coalesce(now() - min(o.run_after), interval '0')
        FROM unnest(@lows, @highs, @floors) AS f (low, high, floor) CROSS JOIN LATERAL (
          SELECT c.run_after FROM cluster_jobs c
          WHERE f.low = f.high AND c.status = 'queued' AND c.priority = f.low AND c.run_after >= f.floor AND c.run_after <= now()
          ORDER BY c.run_after, c.id
          LIMIT 1
        ) o
        """;

    public static readonly string Processing = $"""
        SELECT sign(one.priority)::int, count(*) FROM (
          SELECT c.priority FROM cluster_jobs c
          WHERE c.status = 'processing' AND c.lease_expires_at >= @leases
          ORDER BY c.lease_expires_at
          LIMIT (SELECT {Cap + 1})
        ) one
        GROUP BY 1
        """;

    /// <summary>The classes of those that failed last, how many of each ask for attention, how many were looked at, and the index's entries.</summary>
    public static readonly string Failed = $"""
        SELECT sign(one.priority)::int, count(*) FILTER (WHERE {NeedsAttention("one")}), count(*), {Entries("ix_cluster_jobs_failed")} FROM (
          SELECT c.priority, c.failure FROM cluster_jobs c WHERE c.status = 'failed' ORDER BY c.completed_at DESC LIMIT (SELECT {Cap + 1})
        ) one
        GROUP BY 1
        """;

    public static readonly string OldestFailed = $"""
        SELECT coalesce(now() - (
          SELECT one.completed_at FROM (
            SELECT c.completed_at, c.failure FROM cluster_jobs c WHERE c.status = 'failed' ORDER BY c.completed_at LIMIT (SELECT {Cap + 1})
          ) one
          WHERE {NeedsAttention("one")}
          ORDER BY one.completed_at
          LIMIT 1
        ), interval '0')
        """;

    private static string Entries(string index)
        => $"coalesce((SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass('{index}')), 0)";

    /// <summary>Whether a failed job asks for somebody's attention: what a caller took back, and what another job does, does not.</summary>
    private static string NeedsAttention(string job)
        => $"coalesce({job}.failure, '') NOT IN ('{JobFailures.Cancelled}', '{JobFailures.Superseded}')";
}
