namespace MediaClusters.LoadTests.Yardsticks;

/// <summary>What pgbench is given to do.</summary>
internal static class PgbenchScripts
{
    public const int QueueBatch = 50;

    private const string Id = "lpad(to_hex(:k::bigint), 32, '0')::uuid";

    /// <summary>The newest version of one pet, as <see cref="YardstickServer.PointRead"/> reads it.</summary>
    public static string PointRead(Guid pet) => YardstickServer.PointRead.Replace("$1", $"'{pet}'", StringComparison.Ordinal) + ";";

    /// <summary>The rows of a version of <see cref="PersistStock.Members"/> members in one transaction and one round trip.</summary>
    public const string Persist = $"""
        \set k :n * :clients + :client_id + 1
        \set n :n + 1
        \startpipeline
        BEGIN;
        SELECT 1 FROM cluster_jobs WHERE id = {Id} AND attempts = 1 AND worker_id = '{PersistStock.Worker}' AND status = 'processing' AND lease_expires_at > clock_timestamp() FOR UPDATE;
        SELECT latest_version FROM pets WHERE pet_id = {Id} FOR UPDATE;
        INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, model, input_hash, changes, job_id, created_at) VALUES ({Id}, {Id}, 1, :groups::int, 100, :metrics::jsonb, 'average-linkage', 'clip', decode(repeat('00', 32), 'hex'), '[]', {Id}, clock_timestamp());
        INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata) SELECT {Id}, image_id, cluster_index, distance, (:member_metadata::jsonb[])[cluster_index + 1] FROM unnest(:images::uuid[], :indexes::int[], :distances::float8[]) AS m (image_id, cluster_index, distance);
        INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, reason, candidates, selected_at) SELECT {Id}, image_id, (position - 1)::int, score, score_parts, 'best', candidates, clock_timestamp() FROM unnest(:heroes::uuid[], :scores::float8[], :score_parts::jsonb[], :candidates::jsonb[]) WITH ORDINALITY AS h (image_id, score, score_parts, candidates, position);
        INSERT INTO cluster_snapshots (cluster_id, payload, encoding, created_at) VALUES ({Id}, :payload::bytea, :encoding::text, clock_timestamp());
        UPDATE pets SET latest_version = 1, latest_cluster_id = {Id}, updated_at = clock_timestamp() WHERE pet_id = {Id};
        INSERT INTO cache_outbox (pet_id, version) VALUES ({Id}, 1);
        UPDATE cluster_jobs SET status = 'succeeded', completed_at = clock_timestamp(), lease_expires_at = NULL, result_version = 1 WHERE id = {Id} AND status = 'processing';
        COMMIT;
        \endpipeline
        """;

    /// <summary>A queue with nothing but what a queue needs.</summary>
    public static string FillQueue(long jobs) => $"""
        DROP TABLE IF EXISTS yardstick_queue;
        CREATE TABLE yardstick_queue (id bigint PRIMARY KEY, status text NOT NULL) WITH (fillfactor = 50);
        INSERT INTO yardstick_queue SELECT n, 'queued' FROM generate_series(1, {jobs}) n;
        CREATE INDEX ix_yardstick_queue ON yardstick_queue (id) WHERE status = 'queued';
        ANALYZE yardstick_queue
        """;

    public const string DropQueue = "DROP TABLE yardstick_queue";

    /// <summary>Claims as many jobs, and completes them.</summary>
    public static string Queue(int batch) => $$"""
        WITH due AS (SELECT id FROM yardstick_queue WHERE status = 'queued' ORDER BY id LIMIT {{batch}} FOR UPDATE SKIP LOCKED), claimed AS (UPDATE yardstick_queue q SET status = 'processing' FROM due WHERE q.id = due.id RETURNING q.id) SELECT array_agg(id)::text AS ids FROM claimed \gset
        UPDATE yardstick_queue SET status = 'succeeded' WHERE id = ANY ((:ids::text)::bigint[]) AND status = 'processing';
        """;
}
