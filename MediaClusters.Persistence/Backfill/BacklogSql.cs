namespace MediaClusters.Persistence.Backfill;

/// <summary>The statements that judge pets and follow their jobs.</summary>
internal static class BacklogSql
{
    public const string CountPets = "SELECT count(*) FROM pets";

    /// <summary>
    /// Versions from before their model was kept do not say it: such a one is outdated when a photo changed since. An
    /// imported version gives way as soon as there are photos. A restored one stays until a photo changes, as its job would leave it.
    /// </summary>
    public const string Next = """
        WITH page AS (
          SELECT pet_id, latest_version, latest_cluster_id FROM pets WHERE pet_id > @after ORDER BY pet_id LIMIT @count
        )
        SELECT p.pet_id, m.model IS NOT NULL,
               p.latest_version = 0 OR (c.restored_from IS NULL AND (c.algorithm <> @algorithm OR c.model <> m.model))
               OR ((c.model IS NULL OR c.restored_from IS NOT NULL) AND EXISTS (
                    SELECT 1 FROM pet_images i WHERE i.pet_id = p.pet_id AND i.model = m.model AND i.updated_at > c.created_at))
        FROM page p
        LEFT JOIN pet_clusters c ON c.id = p.latest_cluster_id
        LEFT JOIN LATERAL (
          SELECT i.model FROM pet_images i WHERE i.pet_id = p.pet_id
          GROUP BY i.model ORDER BY count(*) DESC, i.model COLLATE "C" LIMIT 1
        ) m ON true
        ORDER BY p.pet_id
        """;

    public const string CountBackgroundJobs = """
        SELECT count(*) FILTER (WHERE status = 'queued'), count(*) FILTER (WHERE status = 'processing')
        FROM cluster_jobs WHERE status IN ('queued', 'processing') AND priority < 0
        """;

    // Job ids tell their time, so that the jobs of a run are found by the primary key.
    private const string OfRun = "((id >= @since AND metadata @> @tag) OR id = ANY (@joined))";

    public const string GetOutcome = $"""
        SELECT count(*) FILTER (WHERE status IN ('queued', 'processing')),
               count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed')
        FROM cluster_jobs WHERE {OfRun}
        """;

    public const string ListFailed = $"""
        SELECT id, pet_id, last_error FROM cluster_jobs WHERE {OfRun} AND status = 'failed' ORDER BY id LIMIT @limit
        """;

    public const string FindHolder =
        "SELECT holder, lease_expires_at FROM maintenance_tasks WHERE name = @name AND lease_expires_at > clock_timestamp()";
}
