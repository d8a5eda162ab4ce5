namespace MediaClusters.Persistence.Maintenance;

/// <summary>
/// The statements that remove what is old. Each locks the rows it starts from and passes over those that others
/// hold: it waits for nobody, and the next run finds them.
/// </summary>
internal static class RetentionSql
{
    /// <summary>Whoever holds something needs it more than we do.</summary>
    public const string BoundLockWait = "SET LOCAL lock_timeout = '1s'";

    /// <summary>
    /// The next versions by age, of which those that are no pet's latest are locked. Every version counts with all
    /// its rows, so that pets with many photos make no longer transaction; one version is always taken.
    /// </summary>
    public const string NextVersions = """
        WITH candidates AS (
          SELECT id, created_at, 2 + cluster_count + image_count AS cost FROM pet_clusters
          WHERE (created_at, id) > (@after_time, @after_id) AND created_at < now() - @age
          ORDER BY created_at, id
          LIMIT @size / 2 + 1
        ), page AS (
          SELECT id, created_at FROM (
            SELECT id, created_at, sum(cost) OVER (ORDER BY created_at, id ROWS UNBOUNDED PRECEDING) - cost AS before FROM candidates
          ) counted
          WHERE before < @size
        ), locked AS (
          SELECT c.id FROM page JOIN pet_clusters c ON c.id = page.id
          WHERE NOT EXISTS (SELECT 1 FROM pets p WHERE p.latest_cluster_id = c.id)
          FOR UPDATE OF c SKIP LOCKED
        )
        SELECT page.id, page.created_at, locked.id IS NOT NULL
        FROM page LEFT JOIN locked ON locked.id = page.id
        ORDER BY page.created_at, page.id
        """;

    /// <summary>
    /// Looks again whether one became a pet's latest between the snapshot that chose it and its lock; once it is
    /// locked no pet can point to it. Members, heroes and snapshot go by cascade, which is quicker than deleting them
    /// beforehand; they are counted here, while this statement still sees them. The counts are sub-selects for a row
    /// each, or the planner would read whole tables.
    /// </summary>
    public const string RemoveVersions = """
        WITH removed AS (
          DELETE FROM pet_clusters c
          WHERE c.id = ANY(@ids) AND NOT EXISTS (SELECT 1 FROM pets p WHERE p.latest_cluster_id = c.id)
          RETURNING c.id
        )
        SELECT count(*),
               coalesce(sum((SELECT count(*) FROM cluster_members m WHERE m.cluster_id = removed.id)), 0)::bigint,
               coalesce(sum((SELECT count(*) FROM cluster_heroes h WHERE h.cluster_id = removed.id)), 0)::bigint,
               coalesce(sum((SELECT count(*) FROM cluster_snapshots s WHERE s.cluster_id = removed.id)), 0)::bigint
        FROM removed
        """;

    /// <summary>
    /// Keys that a request would not be answered from any more. Beginning where the last batch ended spares the index
    /// entries of what is gone, which stay for as long as anyone has an old snapshot, such as a backup.
    /// </summary>
    public const string RemoveKeys = """
        WITH due AS (
          SELECT key FROM idempotency_keys
          WHERE created_at >= @after_time AND created_at <= now() - @age
          ORDER BY created_at
          LIMIT @size
          FOR UPDATE SKIP LOCKED
        ), removed AS (
          DELETE FROM idempotency_keys k USING due WHERE k.key = due.key RETURNING k.created_at
        )
        SELECT count(*), max(created_at) FROM removed
        """;

    /// <summary>
    /// Finished jobs; a completion time is what tells them. One that still has a key waits for it: the cascade would
    /// wait for whoever holds that key.
    /// </summary>
    public const string RemoveJobs = """
        WITH due AS (
          SELECT id FROM cluster_jobs j
          WHERE completed_at >= @after_time AND completed_at < now() - @age
            AND NOT EXISTS (SELECT 1 FROM idempotency_keys k WHERE k.job_id = j.id)
          ORDER BY completed_at
          LIMIT @size
          FOR UPDATE OF j SKIP LOCKED
        ), removed AS (
          DELETE FROM cluster_jobs j USING due WHERE j.id = due.id RETURNING j.completed_at
        )
        SELECT count(*), max(completed_at) FROM removed
        """;
}
