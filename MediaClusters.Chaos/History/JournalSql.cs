namespace MediaClusters.Chaos.History;

/// <summary>The statements of the journal that the database itself keeps.</summary>
internal static class JournalSql
{
    /// <summary>
    /// Rows appear with the commit they tell of, or not at all. The triggers run after the statement, when every part of
    /// it is through: what a lease was worth when the statement began is told by the row before and the time it was sent.
    /// </summary>
    public const string Install = """
        CREATE SCHEMA chaos;

        CREATE TABLE chaos.job_changes (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          job_id uuid NOT NULL, pet_id uuid NOT NULL, key text,
          was text, was_attempts int, was_worker text, was_lease timestamptz,
          became text NOT NULL, became_attempts int NOT NULL, became_worker text, became_lease timestamptz,
          transaction_id bigint NOT NULL DEFAULT txid_current(),
          sent timestamptz NOT NULL DEFAULT statement_timestamp(),
          at timestamptz NOT NULL DEFAULT clock_timestamp(),
          application text NOT NULL DEFAULT current_setting('application_name')
        );

        CREATE TABLE chaos.version_writes (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          pet_id uuid NOT NULL, version bigint NOT NULL, job_id uuid, restored_from bigint,
          transaction_id bigint NOT NULL DEFAULT txid_current(),
          sent timestamptz NOT NULL DEFAULT statement_timestamp(),
          at timestamptz NOT NULL DEFAULT clock_timestamp(),
          application text NOT NULL DEFAULT current_setting('application_name')
        );

        CREATE FUNCTION chaos.note_job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          INSERT INTO chaos.job_changes (job_id, pet_id, key, was, was_attempts, was_worker, was_lease, became, became_attempts, became_worker, became_lease)
          VALUES (NEW.id, NEW.pet_id, NEW.metadata->>'key', OLD.status::text, OLD.attempts, OLD.worker_id, OLD.lease_expires_at,
                  NEW.status::text, NEW.attempts, NEW.worker_id, NEW.lease_expires_at);
          RETURN NULL;
        END $$;

        CREATE FUNCTION chaos.note_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          INSERT INTO chaos.version_writes (pet_id, version, job_id, restored_from) VALUES (NEW.pet_id, NEW.version, NEW.job_id, NEW.restored_from);
          RETURN NULL;
        END $$;

        CREATE TRIGGER chaos_note_job AFTER INSERT OR UPDATE ON cluster_jobs FOR EACH ROW EXECUTE FUNCTION chaos.note_job();
        CREATE TRIGGER chaos_note_version AFTER INSERT OR UPDATE ON pet_clusters FOR EACH ROW EXECUTE FUNCTION chaos.note_version();
        """;

    public const string ReadJobChanges = """
        SELECT job_id, pet_id, key, was, was_attempts, was_worker, was_lease, became, became_attempts, became_worker, became_lease,
               transaction_id, sent, at, application
        FROM chaos.job_changes ORDER BY id
        """;

    public const string ReadVersionWrites =
        "SELECT pet_id, version, job_id, restored_from, transaction_id, sent, at, application FROM chaos.version_writes ORDER BY id";

    public const string ReadJobs = "SELECT id, pet_id, status::text, last_error, failure FROM cluster_jobs";
}
