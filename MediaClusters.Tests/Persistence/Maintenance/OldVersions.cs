using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Maintenance;

/// <summary>Pets with versions of any age, and the whole of a run over them.</summary>
internal static class OldVersions
{
    public const int Members = 3;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>A pet with a version for each age in days, the last of which is its latest; each has 3 members, a hero and a snapshot.</summary>
    public static async Task<Guid> AddPetAsync(this TestDatabase database, params double[] ages)
    {
        var pet = Guid.NewGuid();
        await database.AddPetsAsync([pet], ages);
        return pet;
    }

    public static async Task<Guid[]> AddPetsAsync(this TestDatabase database, int count, params double[] ages)
    {
        var pets = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray();
        await database.AddPetsAsync(pets, ages);
        return pets;
    }

    public static Task<long> CountAsync(this TestDatabase database, string table) => database.ScalarAsync<long>($"SELECT count(*) FROM {table}");

    /// <summary>Pets whose latest version is not there with all that belongs to it.</summary>
    public static Task<long> CountBrokenPetsAsync(this TestDatabase database) => database.ScalarAsync<long>("""
        SELECT count(*) FROM pets p
        LEFT JOIN pet_clusters c ON c.id = p.latest_cluster_id AND c.version = p.latest_version
        LEFT JOIN cluster_snapshots s ON s.cluster_id = c.id
        WHERE s.cluster_id IS NULL
           OR (SELECT count(*) FROM cluster_members m WHERE m.cluster_id = c.id) = 0
           OR (SELECT count(*) FROM cluster_heroes h WHERE h.cluster_id = c.id) = 0
        """);

    public static Task<MaintenanceRun?> AcquireAsync(this TestDatabase database, string holder = "worker")
        => database.Get<IMaintenanceTasks>().AcquireAsync(new("retention", holder, Lease), default);

    /// <summary>Batch after batch to the end.</summary>
    public static async Task<RetentionProgress> RemoveAllAsync(this TestDatabase database, int size = 2000)
    {
        var run = (await database.AcquireAsync()).ShouldNotBeNull();
        var progress = RetentionProgress.Parse(run.Progress);
        while (progress.Phase != RetentionPhase.Done)
            progress = (await database.Get<IRetention>().RemoveBatchAsync(run, progress, size, default)).ShouldNotBeNull();
        (await database.Get<IMaintenanceTasks>().CompleteAsync(run, default)).ShouldBeTrue();
        return progress;
    }

    private static async Task AddPetsAsync(this TestDatabase database, Guid[] pets, double[] ages)
    {
        await using var command = database.DataSource.CreateCommand("""
            WITH added AS (
              INSERT INTO pets (pet_id) SELECT unnest($1) RETURNING pet_id
            ), versions AS (
              INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, created_at)
              SELECT gen_random_uuid(), a.pet_id, v.version, 1, 3, '{}', 'dbscan', sha256('x'), now() - v.age * interval '1 day'
              FROM added a, unnest($2) WITH ORDINALITY AS v (age, version)
              RETURNING id, pet_id, version
            ), members AS (
              INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata)
              SELECT id, gen_random_uuid(), 0, 0.1, '{}' FROM versions, generate_series(1, 3)
            ), heroes AS (
              INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, selected_at) SELECT id, gen_random_uuid(), 0, 0.5, '{}', now() FROM versions
            ), snapshots AS (
              INSERT INTO cluster_snapshots (cluster_id, payload, encoding, created_at) SELECT id, '{}', 'identity', now() FROM versions
            )
            SELECT
            """);
        command.Parameters.Add(new() { Value = pets });
        command.Parameters.Add(new() { Value = ages });
        await command.ExecuteNonQueryAsync();
        await database.ExecuteAsync("""
            UPDATE pets p SET latest_version = c.version, latest_cluster_id = c.id
            FROM pet_clusters c
            WHERE p.latest_version = 0 AND c.pet_id = p.pet_id AND c.version = (SELECT max(version) FROM pet_clusters o WHERE o.pet_id = p.pet_id)
            """);
    }
}
