using MediaClusters.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Schema;

[Collection(ServersCollection.Name)]
public sealed class SchemaTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public static TheoryData<string, string> Violations => new()
    {
        { "ck_cluster_jobs_finished", "INSERT INTO cluster_jobs (id, pet_id, status) VALUES (gen_random_uuid(), gen_random_uuid(), 'succeeded')" },
        { "ck_cluster_jobs_finished", "INSERT INTO cluster_jobs (id, pet_id, status, completed_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', now())" },
        { "ck_cluster_jobs_processing", "INSERT INTO cluster_jobs (id, pet_id, status, started_at, worker_id) VALUES (gen_random_uuid(), gen_random_uuid(), 'processing', now(), 'w')" },
        { "ck_cluster_jobs_processing", "INSERT INTO cluster_jobs (id, pet_id, status, lease_expires_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', now())" },
        { "ck_cluster_jobs_rerun", "INSERT INTO cluster_jobs (id, pet_id, status, rerun) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', true)" },
        { "ck_cluster_jobs_attempts", "INSERT INTO cluster_jobs (id, pet_id, status, attempts) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', 6)" },
        { "ck_cluster_jobs_failure", "INSERT INTO cluster_jobs (id, pet_id, status, failure) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', 'input')" },
        { "ck_cluster_jobs_failure", "INSERT INTO cluster_jobs (id, pet_id, status, completed_at, failure) VALUES (gen_random_uuid(), gen_random_uuid(), 'failed', now(), 'whim')" },
        { "ck_cluster_jobs_snoozes", "INSERT INTO cluster_jobs (id, pet_id, status, snoozes) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', -1)" },
        { "ck_cluster_job_events_action", "INSERT INTO cluster_job_events (job_id, pet_id, action, actor) VALUES (gen_random_uuid(), gen_random_uuid(), 'liked', 'me')" },
        { "fk_cluster_job_events_cluster_jobs", "INSERT INTO cluster_job_events (job_id, pet_id, action, actor) VALUES (gen_random_uuid(), gen_random_uuid(), 'redriven', 'me')" },
        { "ck_cluster_jobs_priority", "INSERT INTO cluster_jobs (id, pet_id, status, priority) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued', 101)" },
        { "ux_cluster_jobs_queued", "INSERT INTO cluster_jobs (id, pet_id, status) SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'queued' FROM generate_series(1, 2)" },
        { "ux_cluster_jobs_processing", "INSERT INTO cluster_jobs (id, pet_id, status, started_at, worker_id, lease_expires_at) SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'processing', now(), 'w', now() FROM generate_series(1, 2)" },
        { "ck_pets_head", "INSERT INTO pets (pet_id, latest_version) VALUES (gen_random_uuid(), 1)" },
        { "ck_pet_images_embedding", "INSERT INTO pets (pet_id) VALUES ('00000000-0000-0000-0000-000000000001'); INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model) VALUES (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', '\\x0000', 1, 'm')" },
        { "ck_cluster_heroes_reason", "INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, reason, selected_at) VALUES (gen_random_uuid(), gen_random_uuid(), 0, 0, '{}', 'whim', now())" },
        { "fk_pet_clusters_pets", "INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), 1, 0, 0, '{}', 'a', sha256('x'), now())" },
    };

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Model_and_migrations_agree()
    {
        await using var context = _database.CreateContext();

        context.Database.HasPendingModelChanges().ShouldBeFalse();
        (await context.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Model_and_migrated_database_have_the_same_columns()
    {
        await using var context = _database.CreateContext();
        var expected = context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties().Select(property =>
            $"{entity.GetTableName()}.{property.GetColumnName()} {property.GetColumnType()} {(property.IsNullable ? "null" : "not null")}"));

        var actual = new List<string>();
        await using var command = _database.DataSource.CreateCommand("""
            SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE ' null' END
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
              AND c.relname <> '__EFMigrationsHistory'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            actual.Add(reader.GetString(0));

        actual.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task What_the_release_before_fails_needs_no_kind()
        => (await _database.ExecuteAsync("INSERT INTO cluster_jobs (id, pet_id, status, completed_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'failed', now())")).ShouldBe(1);

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Constraints_refuse_a_broken_invariant(string constraint, string sql)
        => (await Should.ThrowAsync<PostgresException>(() => _database.ExecuteAsync(sql))).ConstraintName.ShouldBe(constraint);

    [Fact]
    public async Task Migrate_twice_and_down_and_up_again_works()
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();
        await database.MigrateAsync();
        await database.MigrateAsync();

        await using var context = database.CreateContext();
        await context.Database.MigrateAsync("0");
        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '__EFMigrationsHistory'")).ShouldBe(0);
        await database.MigrateAsync();
    }

    [Fact]
    public async Task Migrate_builds_an_index_anew_whose_building_was_interrupted()
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();
        await using (var context = database.CreateContext())
            await context.Database.MigrateAsync("MaintenanceAndDeletions");

        // What an interrupted CREATE INDEX CONCURRENTLY leaves behind.
        await database.ExecuteAsync("CREATE INDEX ix_pet_clusters_age ON pet_clusters (created_at)");
        await database.ExecuteAsync("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_pet_clusters_age'::regclass");

        await database.MigrateAsync();

        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).ShouldBe(0);
        (await database.ScalarAsync<short>("SELECT indnkeyatts FROM pg_index WHERE indexrelid = 'ix_pet_clusters_age'::regclass")).ShouldBe((short)2);
    }

    [Theory]
    [InlineData("SELECT * FROM cluster_jobs WHERE status = 'queued' AND run_after <= now() ORDER BY priority DESC, run_after, id LIMIT 5", "ix_cluster_jobs_claim")]
    [InlineData("SELECT * FROM cluster_jobs WHERE status = 'processing' AND lease_expires_at <= now() ORDER BY lease_expires_at LIMIT 5", "ix_cluster_jobs_lease")]
    [InlineData("SELECT * FROM cluster_members WHERE image_id = '00000000-0000-0000-0000-000000000001'", "ix_cluster_members_image")]
    [InlineData("SELECT * FROM pet_clusters WHERE pet_id = '00000000-0000-0000-0000-000000000001' ORDER BY created_at DESC LIMIT 5", "ix_pet_clusters_created_at")]
    [InlineData("SELECT * FROM cluster_jobs WHERE pet_id = '00000000-0000-0000-0000-000000000001' ORDER BY id DESC LIMIT 5", "ix_cluster_jobs_pet")]
    [InlineData("SELECT id FROM pet_clusters WHERE created_at < now() ORDER BY created_at, id LIMIT 5", "ix_pet_clusters_age")]
    [InlineData("SELECT count(*) FROM pets WHERE latest_version = 0 AND updated_at < now()", "ix_pets_without_version")]
    [InlineData("SELECT id FROM cluster_jobs WHERE status = 'failed' AND completed_at < now() ORDER BY completed_at DESC, id DESC LIMIT 5", "ix_cluster_jobs_failed")]
    [InlineData("DELETE FROM cluster_job_events WHERE job_id = '00000000-0000-0000-0000-000000000001'", "ix_cluster_job_events_job_id")]
    [InlineData("SELECT id FROM cluster_jobs WHERE completed_at < now() ORDER BY completed_at LIMIT 5", "ix_cluster_jobs_completed_at")]
    public async Task Planned_queries_find_their_index(string sql, string index)
    {
        // Small tables are read whole whatever indexes there are; the question is whether the index can serve.
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("SET enable_seqscan = off"), new("SET enable_sort = off"), new($"EXPLAIN {sql}") },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
            plan += reader.GetString(0) + "\n";

        plan.ShouldContain(index);
    }
}
