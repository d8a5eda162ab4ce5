using System.Globalization;
using Npgsql;

namespace MediaClusters.LoadTests.Retention;

/// <summary>Rows by table, as a maintenance task's progress has them.</summary>
internal sealed record Rows(long Versions, long Members, long Heroes, long Snapshots)
{
    public long Total => Versions + Members + Heroes + Snapshots;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Total:N0} rows: {Versions:N0} versions, {Members:N0} members, {Heroes:N0} heroes, {Snapshots:N0} snapshots");
}

/// <summary>Puts old versions into the graph's database, and looks at what became of them.</summary>
internal sealed class RetentionDatabase(NpgsqlDataSource database)
{
    private const string Due = "created_at < now() - interval '90 days'";

    /// <summary>In the order of their age, as years of service would have left them.</summary>
    private const string Seed = """
        CREATE TEMP TABLE seeded AS
        SELECT md5('pet ' || pet)::uuid AS pet_id, md5(pet || ' version ' || version)::uuid AS id, version,
               CASE WHEN version > @old THEN now() - interval '1 day' ELSE now() - interval '91 days' - (@old - version) * interval '30 days' + pet * interval '100 milliseconds' END AS created_at
        FROM generate_series(1, @pets) pet, generate_series(1, @old + 1) version
        ORDER BY 4;
        INSERT INTO pets (pet_id) SELECT DISTINCT pet_id FROM seeded;
        INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, created_at)
        SELECT id, pet_id, version, 3, 12, '{"coverage": 1, "silhouette": 0.5, "cohesion": 0.9}', 'dbscan', sha256(id::text::bytea), created_at FROM seeded ORDER BY created_at;
        INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata)
        SELECT id, md5(pet_id::text || member)::uuid, member % 3, 0.125, jsonb_build_object('stable_id', md5(pet_id::text || member % 3)::uuid)
        FROM seeded, generate_series(1, 12) member ORDER BY created_at;
        INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, selected_at)
        SELECT id, md5(pet_id::text || hero)::uuid, hero - 1, 0.75, '{"quality": 0.5, "centrality": 1}', created_at FROM seeded, generate_series(1, 3) hero ORDER BY created_at;
        INSERT INTO cluster_snapshots (cluster_id, payload, encoding, created_at)
        SELECT id, convert_to(format('{"pet_id": "%s", "version": %s, "filler": "%s"}', pet_id, version, repeat(md5(id::text), 40)), 'UTF8'), 'identity', created_at
        FROM seeded ORDER BY created_at;
        UPDATE pets p SET latest_version = s.version, latest_cluster_id = s.id FROM seeded s WHERE s.pet_id = p.pet_id AND s.version = @old + 1;
        DROP TABLE seeded
        """;

    private const string BrokenPets = """
        SELECT count(*) FROM pets p
        LEFT JOIN pet_clusters c ON c.id = p.latest_cluster_id AND c.version = p.latest_version
        LEFT JOIN cluster_snapshots s ON s.cluster_id = c.id
        WHERE s.cluster_id IS NULL OR c.cluster_count <> (SELECT count(*) FROM cluster_heroes h WHERE h.cluster_id = c.id)
        """;

    public async Task SeedAsync(int pets, int oldVersions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var seed = new NpgsqlCommand(Seed, connection) { CommandTimeout = 0 };
        seed.Parameters.AddWithValue("pets", pets);
        seed.Parameters.AddWithValue("old", oldVersions);
        await seed.ExecuteNonQueryAsync(cancellationToken);

        // What bringing them in owes is paid before anything is measured.
        await using var settle = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 0 };
        await settle.ExecuteNonQueryAsync(cancellationToken);
        await ExecuteAsync("CHECKPOINT", cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> PetsAsync(int oldVersions, CancellationToken cancellationToken)
        => await ScalarAsync<Guid[]>($"SELECT array_agg(pet_id ORDER BY pet_id) FROM pets WHERE latest_version = {oldVersions + 1}", cancellationToken);

    public Task<Rows> CountDueAsync(CancellationToken cancellationToken) => RowsAsync($"""
        WITH due AS MATERIALIZED (SELECT id FROM pet_clusters c WHERE {Due} AND NOT EXISTS (SELECT 1 FROM pets p WHERE p.latest_cluster_id = c.id))
        SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM cluster_members WHERE cluster_id IN (SELECT id FROM due)),
               (SELECT count(*) FROM cluster_heroes WHERE cluster_id IN (SELECT id FROM due)), (SELECT count(*) FROM cluster_snapshots WHERE cluster_id IN (SELECT id FROM due))
        """, cancellationToken);

    public Task<Rows> CountAllAsync(CancellationToken cancellationToken) => RowsAsync(
        "SELECT (SELECT count(*) FROM pet_clusters), (SELECT count(*) FROM cluster_members), (SELECT count(*) FROM cluster_heroes), (SELECT count(*) FROM cluster_snapshots)",
        cancellationToken);

    public Task<Rows> ReadRemovedAsync(CancellationToken cancellationToken) => RowsAsync("""
        SELECT coalesce((r->>'pet_clusters')::bigint, 0), coalesce((r->>'cluster_members')::bigint, 0),
               coalesce((r->>'cluster_heroes')::bigint, 0), coalesce((r->>'cluster_snapshots')::bigint, 0)
        FROM (SELECT progress->'removed' AS r FROM maintenance_tasks WHERE name = 'retention') task
        """, cancellationToken);

    public Task<long> CountBrokenPetsAsync(CancellationToken cancellationToken) => ScalarAsync<long>(BrokenPets, cancellationToken);

    public Task<long> CountUnfinishedJobsAsync(CancellationToken cancellationToken)
        => ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status IN ('queued', 'processing')", cancellationToken);

    /// <summary>A new run is due once it is no longer held.</summary>
    public Task MakeDueAsync(CancellationToken cancellationToken) => ExecuteAsync("""
        DELETE FROM maintenance_tasks WHERE name = 'retention';
        INSERT INTO maintenance_tasks (name, holder, lease_expires_at) VALUES ('retention', 'operator', 'infinity')
        """, cancellationToken);

    public Task<bool> HasBegunAsync(CancellationToken cancellationToken)
        => ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM maintenance_tasks WHERE name = 'retention' AND (holder <> 'operator' OR completed_at IS NOT NULL))", cancellationToken);

    /// <summary>The worker gives up with its next batch.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE maintenance_tasks SET holder = 'operator', lease_expires_at = 'infinity' WHERE name = 'retention' AND holder IS NOT NULL", cancellationToken);

    /// <summary>The next worker that looks goes on.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE maintenance_tasks SET holder = NULL, lease_expires_at = NULL WHERE name = 'retention' AND holder = 'operator'", cancellationToken);

    public Task<bool> HasEndedAsync(CancellationToken cancellationToken)
        => ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM maintenance_tasks WHERE name = 'retention' AND completed_at IS NOT NULL)", cancellationToken);

    private async Task<Rows> RowsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    private async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
