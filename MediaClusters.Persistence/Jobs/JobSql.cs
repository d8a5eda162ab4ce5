namespace MediaClusters.Persistence.Jobs;

/// <summary>Every statement that moves a job from state to state; docs/jobs.md draws them.</summary>
internal static class JobSql
{
    /// <summary>Channel that announces due jobs.</summary>
    public const string Channel = "cluster_jobs";

    /// <summary>
    /// The fence of every write of an attempt. clock_timestamp() and not now(): a transaction that began
    /// before the lease ran out must not pass afterwards.
    /// </summary>
    public const string Fence = """
        j.id = @id AND j.attempts = @attempt AND j.worker_id = @worker
          AND j.status = 'processing' AND j.lease_expires_at > clock_timestamp()
        """;

    /// <summary>Whether the pet has another queued job already; then a job must not go back to queued beside it. As in <see cref="ClaimSql"/>, the words lead to the index of a pet's jobs.</summary>
    private const string HasQueuedSibling = """
        EXISTS (
          SELECT 1 FROM cluster_jobs q
          WHERE q.pet_id = j.pet_id AND q.status <> 'succeeded' AND q.status::text = 'queued' AND q.id <> j.id)
        """;

    /// <summary>Whether a job that succeeds goes round again.</summary>
    public const string Again = $"j.rerun AND NOT {HasQueuedSibling}";

    /// <summary>What becomes of a job j that succeeds; with a rerun asked for, it goes round again with fresh attempts, and no longer under the first caller's trace. Of <c>next</c>: <see cref="Again"/>.</summary>
    public const string Succeed = """
        SET status = CASE WHEN next.again THEN 'queued' ELSE 'succeeded' END::cluster_job_status,
            completed_at = CASE WHEN next.again THEN NULL ELSE clock_timestamp() END,
            run_after = CASE WHEN next.again THEN clock_timestamp() ELSE j.run_after END,
            max_attempts = CASE WHEN next.again THEN j.attempts + @max_attempts ELSE j.max_attempts END,
            force = CASE WHEN next.again THEN j.rerun_force ELSE j.force END,
            trace_parent = CASE WHEN next.again THEN NULL ELSE j.trace_parent END,
            snoozes = CASE WHEN next.again THEN 0 ELSE j.snoozes END,
            rerun = false, rerun_force = false, lease_expires_at = NULL, last_error = NULL,
            result_version = coalesce(@version, j.result_version)
        """;

    /// <summary>Wakes a worker for what is queued again.</summary>
    public const string Announce = $"CASE WHEN next.again THEN pg_notify('{Channel}', '')::text END AS announced";

    /// <summary>
    /// Serialises requests for one pet, and for one key before that, until the transaction ends: with it,
    /// "join the pet's job or add one" has no gap between the look and the insert.
    /// </summary>
    public const string LockKey = "SELECT pg_advisory_xact_lock(7302, hashtext(@key))";

    public const string LockPet = "SELECT pg_advisory_xact_lock(7301, hashtext(@pet::text))";

    /// <summary>
    /// The values of <c>joined</c> come from j alone: when the row changed since the statement's snapshot,
    /// Postgres first checks the constraints against the old j and only then starts over with the new one. A job that is
    /// snoozed is due at once: whoever asks now may have put the photos it waits for.
    /// A job that is raised comes behind those that already wait with its new priority: below their claims' floor nobody would look for it.
    /// </summary>
    public const string Enqueue = $"""
        WITH known AS (
          SELECT k.request_hash = @request_hash AS same, j.id, j.status
          FROM idempotency_keys k JOIN cluster_jobs j ON j.id = k.job_id
          WHERE k.key = @key AND k.created_at > now() - @window
        ), active AS (
          SELECT id FROM cluster_jobs
          WHERE pet_id = @pet AND status IN ('queued', 'processing') AND NOT EXISTS (SELECT 1 FROM known)
          ORDER BY status DESC
          LIMIT 1
          FOR UPDATE
        ), joined AS (
          UPDATE cluster_jobs j
          SET priority = greatest(j.priority, @priority),
              force = j.force OR (@force AND j.status = 'queued'),
              rerun = j.status = 'processing',
              rerun_force = j.rerun_force OR (@force AND j.status = 'processing'),
              run_after = CASE WHEN j.status = 'queued' AND j.snoozes > 0 AND j.run_after > clock_timestamp() THEN clock_timestamp()
                               WHEN @priority > j.priority THEN greatest(j.run_after, now())
                               ELSE j.run_after END
          FROM active a
          WHERE j.id = a.id
          RETURNING j.id, j.status, j.status = 'queued' AND j.snoozes > 0 AS woken
        ), created AS (
          INSERT INTO cluster_jobs (id, pet_id, status, max_attempts, priority, reason, force, trace_parent, metadata)
          SELECT @id, @pet, 'queued', @max_attempts, @priority, @reason, @force, @trace_parent, @metadata
          WHERE NOT EXISTS (SELECT 1 FROM known) AND NOT EXISTS (SELECT 1 FROM active)
          RETURNING id, status
        ), served AS (
          SELECT id, status, CASE WHEN status = 'queued' THEN 'joined' ELSE 'rerun' END AS disposition, woken AS due FROM joined
          UNION ALL
          SELECT id, status, 'created', true FROM created
        ), remembered AS (
          INSERT INTO idempotency_keys (key, request_hash, job_id)
          SELECT @key, @request_hash, id FROM served WHERE @key IS NOT NULL
          ON CONFLICT (key) DO UPDATE SET request_hash = excluded.request_hash, job_id = excluded.job_id, created_at = now()
        )
        SELECT id, status::text, disposition,
               CASE WHEN due THEN pg_notify('{Channel}', '')::text END
        FROM served
        UNION ALL
        SELECT id, status::text, CASE WHEN same THEN 'replayed' ELSE 'reused' END, NULL FROM known
        """;

    /// <summary>The locks of many pets, always in the same order, so that two that take many do not deadlock.</summary>
    public const string LockPets = """
        SELECT pg_advisory_xact_lock(7301, h)
        FROM (SELECT DISTINCT hashtext(pet::text) AS h FROM unnest(@pets) AS pet ORDER BY h) AS locks
        """;

    /// <summary>
    /// Background jobs for many pets. A queued job already runs sooner than a new one of lowest priority would, so it is
    /// joined as it is; whose job is being processed has to ask for a rerun one by one.
    /// </summary>
    public const string EnqueueMany = $"""
        WITH active AS (
          SELECT DISTINCT ON (pet_id) pet_id, id, status
          FROM cluster_jobs
          WHERE pet_id = ANY (@pets) AND status IN ('queued', 'processing')
          ORDER BY pet_id, status
        ), created AS (
          INSERT INTO cluster_jobs (id, pet_id, status, max_attempts, priority, reason, metadata)
          SELECT n.id, n.pet_id, 'queued', @max_attempts, @priority, @reason, @metadata
          FROM unnest(@ids, @pets) AS n (id, pet_id)
          WHERE NOT EXISTS (SELECT 1 FROM active a WHERE a.pet_id = n.pet_id)
          RETURNING id, pet_id
        )
        SELECT pet_id, id, 'created', pg_notify('{Channel}', '')::text FROM created
        UNION ALL
        SELECT pet_id, id, status::text, NULL FROM active
        """;

    public const string Renew = """
        UPDATE cluster_jobs j SET lease_expires_at = clock_timestamp() + @lease
        FROM unnest(@ids, @attempts) AS held (id, attempt)
        WHERE j.id = held.id AND j.attempts = held.attempt AND j.worker_id = @worker
          AND j.status = 'processing' AND j.lease_expires_at > clock_timestamp()
        RETURNING j.id
        """;

    /// <summary>The success of a job that wrote no version.</summary>
    public const string Complete = $"""
        UPDATE cluster_jobs j
        {Succeed}
        FROM (SELECT j.id, {Again} AS again FROM cluster_jobs j WHERE j.id = @id FOR UPDATE) next
        WHERE next.id = j.id AND {Fence}
        RETURNING j.status::text, {Announce}
        """;

    public const string FindNewestVersion = "SELECT latest_version FROM pets WHERE pet_id = @pet";

    /// <summary>Why a job that ends here failed; to be followed by the kind of those that would not have gone on in any case, and END. Of <c>next</c>: whether it would.</summary>
    private const string FailureOr = $"CASE WHEN next.again THEN NULL WHEN next.wanted THEN '{JobFailures.Superseded}' ELSE";

    /// <summary>A failed attempt; a rerun asked for meanwhile keeps the job alive even past its last attempt.</summary>
    public const string Fail = $"""
        UPDATE cluster_jobs j
        SET status = CASE WHEN next.again THEN 'queued' ELSE 'failed' END::cluster_job_status,
            completed_at = CASE WHEN next.again THEN NULL ELSE clock_timestamp() END,
            run_after = CASE WHEN next.again THEN clock_timestamp() + @delay ELSE j.run_after END,
            max_attempts = CASE WHEN j.rerun THEN j.attempts + @max_attempts ELSE j.max_attempts END,
            force = j.force OR j.rerun_force,
            snoozes = 0, rerun = false, rerun_force = false, lease_expires_at = NULL, last_error = @error,
            failure = {FailureOr} CASE WHEN @permanent THEN '{JobFailures.Input}' ELSE '{JobFailures.Attempts}' END END
        FROM (
          SELECT id, wanted, wanted AND NOT beside AS again
          FROM (
            SELECT j.id, j.rerun OR (NOT @permanent AND j.attempts < j.max_attempts) AS wanted, {HasQueuedSibling} AS beside
            FROM cluster_jobs j WHERE j.id = @id FOR UPDATE
          ) held
        ) next
        WHERE next.id = j.id AND {Fence}
        RETURNING j.status::text
        """;

    /// <summary>
    /// A job that found too few photos waits for more. Its attempt keeps its number, which is part of the token, and costs
    /// nothing, since the last one moves along. A rerun asked for meanwhile runs at once, as a new request would.
    /// </summary>
    public const string Snooze = $"""
        UPDATE cluster_jobs j
        SET status = CASE WHEN next.again THEN 'queued' ELSE 'failed' END::cluster_job_status,
            completed_at = CASE WHEN next.again THEN NULL ELSE clock_timestamp() END,
            last_error = CASE WHEN next.again THEN j.last_error ELSE 'snoozed while the pet had another queued job' END,
            failure = CASE WHEN next.again THEN NULL ELSE '{JobFailures.Superseded}' END,
            run_after = CASE WHEN j.rerun THEN clock_timestamp() ELSE clock_timestamp() + @delay END,
            max_attempts = CASE WHEN j.rerun THEN j.attempts + @max_attempts ELSE j.max_attempts + 1 END,
            snoozes = CASE WHEN j.rerun THEN 0 ELSE j.snoozes + 1 END,
            force = j.force OR j.rerun_force, rerun = false, rerun_force = false, lease_expires_at = NULL
        FROM (
          SELECT j.id, j.rerun, NOT {HasQueuedSibling} AS again FROM cluster_jobs j WHERE j.id = @id FOR UPDATE
        ) next
        WHERE next.id = j.id AND {Fence}
        RETURNING j.status::text, CASE WHEN next.again AND next.rerun THEN pg_notify('{Channel}', '')::text END
        """;

    private const string IsHeld = "j.attempts = held.attempt AND j.worker_id = @worker AND j.status = 'processing' AND j.lease_expires_at > clock_timestamp()";

    /// <summary>
    /// A stopping worker's unfinished jobs; the attempt does not count. Its worker id never comes back, so the fencing token stays unique.
    /// Gives those that are handed back, and those that somebody holds the row of, as the job's own last write does: none of them keeps the others waiting.
    /// </summary>
    public const string HandBack = $"""
        WITH back AS (
          UPDATE cluster_jobs j
          SET status = CASE WHEN held.again THEN 'queued' ELSE 'failed' END::cluster_job_status,
              completed_at = CASE WHEN held.again THEN NULL ELSE clock_timestamp() END,
              last_error = CASE WHEN held.again THEN j.last_error ELSE 'handed back while the pet had another queued job' END,
              failure = CASE WHEN held.again THEN NULL ELSE '{JobFailures.Superseded}' END,
              attempts = j.attempts - 1, run_after = clock_timestamp(), worker_id = NULL,
              max_attempts = CASE WHEN j.rerun THEN j.attempts - 1 + @max_attempts ELSE j.max_attempts END,
              snoozes = CASE WHEN j.rerun THEN 0 ELSE j.snoozes END,
              force = j.force OR j.rerun_force, rerun = false, rerun_force = false, lease_expires_at = NULL
          FROM (
            SELECT j.id, mine.attempt, NOT {HasQueuedSibling} AS again
            FROM cluster_jobs j JOIN unnest(@ids, @attempts) AS mine (id, attempt) ON j.id = mine.id
            ORDER BY j.id
            FOR UPDATE OF j SKIP LOCKED
          ) held
          WHERE j.id = held.id AND {IsHeld}
          RETURNING j.id, CASE WHEN held.again THEN pg_notify('{Channel}', '')::text END
        )
        SELECT back.*, true FROM back
        UNION ALL
        SELECT j.id, NULL, false
        FROM cluster_jobs j JOIN unnest(@ids, @attempts) AS held (id, attempt) ON j.id = held.id
        WHERE {IsHeld} AND j.id NOT IN (SELECT id FROM back)
        """;

    /// <summary>
    /// A job whose worker died or fell silent. It waits as after any failed attempt, or a pet that kills its worker would kill the next one at once.
    /// The index leads from <see cref="FloorSegments.LeaseFloor"/> to the last lease that is over, and passes none of those that were renewed or ended before.
    /// As in <see cref="RetryDelay"/> the wait stops doubling, before it outgrows what an interval holds.
    /// </summary>
    public const string ReapExpired = $"""
        UPDATE cluster_jobs j
        SET status = CASE WHEN next.again THEN 'queued' ELSE 'failed' END::cluster_job_status,
            completed_at = CASE WHEN next.again THEN NULL ELSE clock_timestamp() END,
            run_after = clock_timestamp() + least(@longest, @base * power(2, least(30, greatest(0, j.attempts - j.max_attempts + @max_attempts - 1)))),
            max_attempts = CASE WHEN j.rerun THEN j.attempts + @max_attempts ELSE j.max_attempts END,
            force = j.force OR j.rerun_force, snoozes = 0, rerun = false, rerun_force = false, lease_expires_at = NULL,
            last_error = 'lease expired on ' || j.worker_id || ' in attempt ' || j.attempts,
            failure = {FailureOr} '{JobFailures.Crashed}' END
        FROM (
          SELECT id, wanted, wanted AND NOT beside AS again
          FROM (
            SELECT j.id, j.rerun OR j.attempts < j.max_attempts AS wanted, {HasQueuedSibling} AS beside
            FROM cluster_jobs j
            WHERE j.status = 'processing' AND j.lease_expires_at >= @leases AND j.lease_expires_at <= now()
            ORDER BY j.lease_expires_at
            LIMIT @limit
            FOR UPDATE SKIP LOCKED
          ) held
        ) next
        WHERE j.id = next.id
        RETURNING j.id, j.pet_id, j.attempts, j.max_attempts, j.status::text,
                  CASE WHEN next.again THEN pg_notify('{Channel}', '')::text END
        """;
}
