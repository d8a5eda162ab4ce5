namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// The statements by which people move jobs. The pet's lock comes first, as for requests, so that no request joins or adds
/// a job meanwhile; then the job's row, which a claim passes over while it is held.
/// </summary>
internal static class JobAdminSql
{
    /// <summary><see cref="JobSql.LockPet"/> of a job's pet, which never changes.</summary>
    public const string LockPetOf = "SELECT pg_advisory_xact_lock(7301, hashtext(pet_id::text)) FROM cluster_jobs WHERE id = @id";

    /// <summary>The locks of those of many pets that nobody holds. It never waits, so the order does not matter.</summary>
    public const string TryLockPets = "SELECT array_agg(pet) FROM unnest(@pets) AS pet WHERE pg_try_advisory_xact_lock(7301, hashtext(pet::text))";

    /// <summary>Whether the pet of j has a job that will run or runs; the words are those of <see cref="ClaimSql"/>, and for its reasons.</summary>
    private const string Active = """
        SELECT a.id FROM cluster_jobs a
        WHERE a.pet_id = j.pet_id AND a.status <> 'succeeded' AND a.status::text IN ('queued', 'processing') AND a.id <> j.id
        """;

    // All columns that a check ties to the status: the check comes before a change made since the snapshot is seen.
    private const string Redriven = """
        SET status = 'queued', run_after = clock_timestamp(), max_attempts = j.attempts + @max_attempts, trace_parent = NULL,
            completed_at = NULL, failure = NULL, last_error = NULL, snoozes = 0, lease_expires_at = NULL, rerun = false, rerun_force = false
        """;

    private const string Announce = $"pg_notify('{JobSql.Channel}', '')::text";

    public const string Cancel = $"""
        WITH held AS (
          SELECT id, pet_id, status, failure, last_error FROM cluster_jobs WHERE id = @id FOR UPDATE
        ), cancelled AS (
          UPDATE cluster_jobs j
          SET status = 'failed', completed_at = clock_timestamp(), failure = '{JobFailures.Cancelled}', last_error = @error,
              lease_expires_at = NULL, rerun = false, rerun_force = false
          FROM held
          WHERE j.id = held.id AND held.status = 'queued'
          RETURNING j.id
        ), audited AS (
          INSERT INTO cluster_job_events (job_id, pet_id, action, actor, reason, error)
          SELECT held.id, held.pet_id, '{ClusterJobEvent.Cancelled}', @actor, @reason, held.last_error
          FROM held JOIN cancelled ON cancelled.id = held.id
        )
        SELECT held.status::text, held.failure FROM held
        """;

    public const string Redrive = $"""
        WITH held AS (
          SELECT j.id, j.pet_id, j.status, j.failure, j.last_error, ({Active} LIMIT 1) AS active
          FROM cluster_jobs j WHERE j.id = @id FOR UPDATE
        ), redriven AS (
          UPDATE cluster_jobs j
          {Redriven}
          FROM held
          WHERE j.id = held.id AND held.status = 'failed' AND held.active IS NULL
          RETURNING j.id
        ), audited AS (
          INSERT INTO cluster_job_events (job_id, pet_id, action, actor, reason, error, failure)
          SELECT held.id, held.pet_id, '{ClusterJobEvent.Redriven}', @actor, @reason, held.last_error, held.failure
          FROM held JOIN redriven ON redriven.id = held.id
        )
        SELECT held.status::text, held.active, (SELECT {Announce} FROM redriven) FROM held
        """;

    /// <summary>
    /// Of the chosen jobs those that still stand as they were chosen: one that somebody else redrove has not failed then,
    /// and if it failed again did so at another time. Their pets are locked, each has one job here.
    /// </summary>
    public const string RedriveMany = $"""
        WITH held AS (
          SELECT j.id, j.pet_id, j.failure, j.last_error
          FROM cluster_jobs j JOIN unnest(@ids, @failed_at) AS chosen (id, failed_at) ON chosen.id = j.id AND chosen.failed_at = j.completed_at
          WHERE j.status = 'failed' AND NOT EXISTS ({Active} OFFSET 0)
          ORDER BY j.id
          FOR UPDATE OF j SKIP LOCKED
        ), redriven AS (
          UPDATE cluster_jobs j
          {Redriven}
          FROM held
          WHERE j.id = held.id
          RETURNING j.id
        ), audited AS (
          INSERT INTO cluster_job_events (job_id, pet_id, action, actor, reason, error, failure)
          SELECT held.id, held.pet_id, '{ClusterJobEvent.Redriven}', @actor, @reason, held.last_error, held.failure
          FROM held JOIN redriven ON redriven.id = held.id
        )
        SELECT id, {Announce} FROM redriven
        """;
}
