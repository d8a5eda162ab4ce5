namespace MediaClusters.Persistence.Legacy;

internal static class LegacySql
{
    public const string FindPets = """
        SELECT w.pet_id, coalesce(p.latest_version, 0) > 0, p.metadata->>'legacy_id',
               EXISTS (SELECT 1 FROM pet_deletions d WHERE d.pet_id = w.pet_id)
        FROM unnest(@pets) AS w (pet_id)
        LEFT JOIN pets p ON p.pet_id = w.pet_id
        """;

    /// <summary>Under the pet's lock, which a deletion holds as well.</summary>
    public const string WasDeleted = "SELECT EXISTS (SELECT 1 FROM pet_deletions WHERE pet_id = @pet)";

    /// <summary>The head changed now, whenever the stub made the version.</summary>
    public const string KeepPetId = """
        UPDATE pets SET metadata = coalesce(metadata, '{}') || @metadata, updated_at = clock_timestamp() WHERE pet_id = @pet
        """;

    public const string KeepMemberIds = """
        UPDATE cluster_members m SET metadata = m.metadata || o.metadata
        FROM unnest(@image_ids, @metadata) AS o (image_id, metadata)
        WHERE m.cluster_id = @cluster AND m.image_id = o.image_id
        """;
}
