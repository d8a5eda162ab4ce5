namespace MediaClusters.Persistence.Jobs;

internal static class FailedJobSql
{
    /// <summary>
    /// Whether the pet of p has a job that will run or runs; the words are those of <see cref="ClaimSql"/>, and for its reasons.
    /// </summary>
    private const string IsBusy = """
        EXISTS (
          SELECT 1 FROM cluster_jobs a
          WHERE a.pet_id = p.pet_id AND a.status <> 'succeeded' AND a.status::text IN ('queued', 'processing') OFFSET 0)
        """;

    /// <summary>
    /// So many of the newest failures, read backwards from <c>ix_cluster_jobs_failed</c>, and of them those that the filter
    /// fits. It is asked after the rows are counted: of a filter that fits next to nothing a page would else be the whole
    /// table. The last row comes in any case, for the next page begins there.
    /// </summary>
    public const string Page = $"""
        SELECT p.id, p.pet_id, p.completed_at, p.fits, p.fits AND {IsBusy}, p.rows
        FROM (
          SELECT j.id, j.pet_id, j.completed_at, count(*) OVER () AS rows, row_number() OVER (ORDER BY j.completed_at DESC, j.id DESC) AS number,
                 coalesce(
                   (@failures IS NULL OR j.failure = ANY (@failures)) AND coalesce(j.failure, '') <> ALL (@without)
                   AND (@job_reason IS NULL OR j.reason = @job_reason) AND (@error IS NULL OR strpos(j.last_error, @error) > 0),
                   false) AS fits
          FROM (
            SELECT f.id, f.pet_id, f.completed_at, f.failure, f.reason, f.last_error
            FROM cluster_jobs f
            WHERE f.status = 'failed' AND (f.completed_at, f.id) < (@before, @before_id) AND f.completed_at >= @after
            ORDER BY f.completed_at DESC, f.id DESC
            LIMIT @rows
          ) j
        ) p
        WHERE p.fits OR p.number = p.rows
        ORDER BY p.number
        """;
}
