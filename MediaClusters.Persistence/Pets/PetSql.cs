namespace MediaClusters.Persistence.Pets;

/// <summary>
/// The statements that delete a pet. Locks are taken in everybody's order: requests (7301), jobs, the pet's row, its
/// writers' advisory lock, versions, photos; rows of one table in the order in which others take them.
/// </summary>
internal static class PetSql
{
    /// <summary>Waits for an attempt's last write, and leaves every later one without a job. In the order of hand-backs.</summary>
    public const string HoldJobs = "SELECT count(*) FROM (SELECT 1 FROM cluster_jobs WHERE pet_id = @pet ORDER BY id FOR UPDATE) AS held";

    /// <summary>A pet that only jobs were asked for, or that is the stub's alone, has no row yet.</summary>
    public const string EnsureKnown = """
        INSERT INTO pets (pet_id) SELECT @pet WHERE @has_state OR EXISTS (SELECT 1 FROM cluster_jobs WHERE pet_id = @pet)
        ON CONFLICT (pet_id) DO NOTHING
        """;

    /// <summary>Under which the stub's state was imported; null when it was not.</summary>
    public const string FindLegacyId = "SELECT metadata->>'legacy_id' FROM pets WHERE pet_id = @pet";

    /// <summary>Before anything that hangs on a version: a clean-up holds the version when it takes those. In the order of clean-ups.</summary>
    public const string HoldVersions =
        "SELECT count(*) FROM (SELECT 1 FROM pet_clusters WHERE pet_id = @pet ORDER BY created_at, id FOR UPDATE) AS held";

    /// <summary>The head keeps its version from being deleted.</summary>
    public const string DropHead = "UPDATE pets SET latest_version = 0, latest_cluster_id = NULL WHERE pet_id = @pet";

    /// <summary>By table. Cascades would remove much of it too, but row by row and uncounted.</summary>
    public static readonly (string Table, string Sql)[] Deletes =
    [
        ("cluster_members", "DELETE FROM cluster_members m USING pet_clusters c WHERE c.pet_id = @pet AND m.cluster_id = c.id"),
        ("cluster_heroes", "DELETE FROM cluster_heroes h USING pet_clusters c WHERE c.pet_id = @pet AND h.cluster_id = c.id"),
        ("cluster_snapshots", "DELETE FROM cluster_snapshots s USING pet_clusters c WHERE c.pet_id = @pet AND s.cluster_id = c.id"),
        ("pet_clusters", "DELETE FROM pet_clusters WHERE pet_id = @pet"),
        // Another pet's upload that names photos of this one locks them by id.
        ("pet_images", """
            WITH held AS MATERIALIZED (SELECT image_id FROM pet_images WHERE pet_id = @pet ORDER BY image_id FOR UPDATE)
            DELETE FROM pet_images i USING held WHERE i.image_id = held.image_id
            """),
        ("idempotency_keys", "DELETE FROM idempotency_keys k USING cluster_jobs j WHERE j.pet_id = @pet AND k.job_id = j.id"),
        ("cluster_job_events", "DELETE FROM cluster_job_events e USING cluster_jobs j WHERE j.pet_id = @pet AND e.job_id = j.id"),
        ("cluster_jobs", "DELETE FROM cluster_jobs WHERE pet_id = @pet"),
        ("cache_outbox", "DELETE FROM cache_outbox WHERE pet_id = @pet"),
    ];

    public const string DeletePet = "DELETE FROM pets WHERE pet_id = @pet";

    public const string InsertDeletion = """
        INSERT INTO pet_deletions (id, pet_id, version, requested_by, reason, removed, deleted_at)
        VALUES (@id, @pet, @version, @requested_by, @reason, @removed, @deleted_at)
        """;
}
