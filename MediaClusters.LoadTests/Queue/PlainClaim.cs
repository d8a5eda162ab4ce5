namespace MediaClusters.LoadTests.Queue;

/// <summary>The yardstick: a claim as one would write it, by priority and then by age, from the front of the index.</summary>
internal static class PlainClaim
{
    public const string Sql = """
        WITH due AS (
          SELECT c.id FROM cluster_jobs c
          WHERE c.status = 'queued' AND c.run_after <= now()
            AND NOT EXISTS (SELECT 1 FROM cluster_jobs p WHERE p.pet_id = c.pet_id AND p.status = 'processing')
          ORDER BY c.priority DESC, c.run_after, c.id
          LIMIT @count
          FOR UPDATE SKIP LOCKED
        )
        UPDATE cluster_jobs j
        SET status = 'processing', attempts = j.attempts + 1, worker_id = @worker,
            started_at = clock_timestamp(), lease_expires_at = clock_timestamp() + @lease
        FROM due
        WHERE j.id = due.id
        RETURNING j.id, j.pet_id, j.attempts, j.max_attempts, j.force, j.trace_parent, j.enqueued_at, j.started_at
        """;
}
