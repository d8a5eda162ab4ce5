namespace MediaClusters.Persistence.Jobs;

/// <summary>How due jobs are found and taken; docs/jobs.md explains floors and aging.</summary>
internal static class ClaimSql
{
    /// <summary>
    /// Whether nobody works on the pet. The words lead to an index that begins with the pet: one of jobs that are being
    /// processed looks as cheap to Postgres when read from end to end, for it counts few jobs there, and would not know of the
    /// dead ones that vacuum could not remove. OFFSET 0 keeps the look-up from becoming a join, which would read it so as well.
    /// </summary>
    private const string IsFree = """
        NOT EXISTS (
          SELECT 1 FROM cluster_jobs p
          WHERE p.pet_id = c.pet_id AND p.status <> 'succeeded' AND p.status::text = 'processing' OFFSET 0)
        """;

    private const string Segments = "unnest((SELECT @lows), (SELECT @highs), (SELECT @floors)) AS f (low, high, floor)";

    /// <summary>
    /// First <c>@aged</c> of those that have been due longest, whatever their priority, then the rest by priority. Where jobs
    /// were known before there is a segment for their priority alone: in it the index leads from the floor to the first job
    /// and ends with the last due one. Segments are gone through in their order, as far as jobs are needed, and only what is
    /// taken is locked. The status of the aged ones is compared as text so that they are found by their id and not by an
    /// index of queued jobs.
    /// Numbers are asked for where they could stand: of a limit that it does not know Postgres thinks a tenth of the rows, for
    /// which it follows the index; of a limit above the rows it expects, all of them, which it would read and sort. Nor do
    /// plans differ then from claim to claim, so that one is made and kept.
    /// </summary>
    public const string Claim = $"""
        WITH aged AS (
          SELECT j.id FROM cluster_jobs j
          WHERE j.status::text = 'queued' AND j.id = ANY (ARRAY(
            SELECT o.id FROM {Segments} CROSS JOIN LATERAL (
              SELECT c.id, c.run_after FROM cluster_jobs c
              WHERE f.low = f.high AND c.priority = f.low AND c.status = 'queued'
                AND c.run_after >= f.floor AND c.run_after <= now() - @aging_after AND {IsFree}
              ORDER BY c.run_after, c.id
              LIMIT (SELECT @aged)
            ) o
            ORDER BY o.run_after
            LIMIT (SELECT @aged)
          ))
          FOR UPDATE SKIP LOCKED
        ), due AS (
          SELECT d.id FROM {Segments} CROSS JOIN LATERAL (
            SELECT one.id FROM (
              SELECT c.id FROM cluster_jobs c
              WHERE f.low = f.high AND c.priority = f.low AND c.status = 'queued' AND c.run_after >= f.floor AND c.run_after <= now()
                AND {IsFree} AND c.id <> ALL (ARRAY(SELECT id FROM aged))
              ORDER BY c.run_after, c.id
              LIMIT (SELECT @count)
              FOR UPDATE SKIP LOCKED
            ) one
            UNION ALL
            SELECT many.id FROM (
              SELECT c.id FROM cluster_jobs c
              WHERE f.low < f.high AND c.priority <= f.high AND c.priority >= f.low AND c.status = 'queued'
                AND c.run_after >= f.floor AND c.run_after <= now() AND {IsFree}
              ORDER BY c.priority DESC, c.run_after, c.id
              LIMIT (SELECT @count)
              FOR UPDATE SKIP LOCKED
            ) many
          ) d
          LIMIT (SELECT @count) - (SELECT count(*) FROM aged)
        )
        UPDATE cluster_jobs j
        SET status = 'processing', attempts = j.attempts + 1, worker_id = @worker,
            started_at = clock_timestamp(), lease_expires_at = clock_timestamp() + @lease
        WHERE j.id = ANY (ARRAY(SELECT id FROM aged UNION ALL SELECT id FROM due))
        RETURNING j.id, j.pet_id, j.attempts, j.max_attempts, j.force, j.trace_parent, j.enqueued_at, j.started_at,
                  j.snoozes, j.priority, j.run_after, now()
        """;

    /// <summary>
    /// The first queued job of every priority, from priority to priority, and the first lease to end: what claims may not
    /// begin behind. It passes all dead entries once. There is always a row, for the time.
    /// </summary>
    public const string Look = """
        WITH RECURSIVE first AS (
          (SELECT c.priority, c.run_after FROM cluster_jobs c
           WHERE c.status = 'queued' ORDER BY c.priority DESC, c.run_after, c.id LIMIT 1)
          UNION ALL
          SELECT n.priority, n.run_after FROM first f CROSS JOIN LATERAL (
            SELECT c.priority, c.run_after FROM cluster_jobs c
            WHERE c.status = 'queued' AND c.priority < f.priority
            ORDER BY c.priority DESC, c.run_after, c.id LIMIT 1
          ) n
        )
        SELECT now(), (SELECT c.lease_expires_at FROM cluster_jobs c WHERE c.status = 'processing' ORDER BY c.lease_expires_at LIMIT 1),
               f.priority, f.run_after
        FROM (VALUES (1)) AS always (one) LEFT JOIN first f ON true
        """;
}
