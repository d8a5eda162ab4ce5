namespace MediaClusters.Persistence.Clusters;

/// <summary>The statements that write and read versions.</summary>
internal static class ClusterSql
{
    public const string EnsurePet = "INSERT INTO pets (pet_id) VALUES (@pet) ON CONFLICT (pet_id) DO NOTHING";

    /// <summary>
    /// Serialises the writers of a pet that number their version as they write it, without gaps. Deletions
    /// take numbers too, and an earlier life's must not come back: caches and callers would take one for the other.
    /// </summary>
    public const string HoldPet = """
        SELECT greatest(p.latest_version, (SELECT max(d.version) FROM pet_deletions d WHERE d.pet_id = p.pet_id)), clock_timestamp()
        FROM pets p WHERE p.pet_id = @pet FOR UPDATE OF p
        """;

    public const string InsertVersion = """
        INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, parameters, model, input_hash, changes, job_id, created_at)
        SELECT @cluster, @pet, @version, @cluster_count, @image_count, @metrics, @algorithm, @parameters, @model, @input_hash, @changes, @job, @created_at
        """;

    public const string InsertMembers = """
        INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata)
        SELECT @cluster, image_id, cluster_index, distance, (@metadata)[cluster_index + 1]
        FROM unnest(@image_ids, @cluster_indexes, @distances) AS m (image_id, cluster_index, distance)
        """;

    public const string InsertHeroes = """
        INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, reason, candidates, selected_at)
        SELECT @cluster, image_id, (position - 1)::int, score, score_parts, reason, candidates, @created_at
        FROM unnest(@hero_ids, @scores, @score_parts, @reasons, @candidates)
          WITH ORDINALITY AS h (image_id, score, score_parts, reason, candidates, position)
        """;

    public const string InsertSnapshot =
        "INSERT INTO cluster_snapshots (cluster_id, payload, encoding, created_at) SELECT @cluster, @payload, @encoding, @created_at";

    public const string MoveHead =
        "UPDATE pets SET latest_version = @version, latest_cluster_id = @cluster, updated_at = @created_at WHERE pet_id = @pet";

    public const string OweCache = "INSERT INTO cache_outbox (pet_id, version) SELECT @pet, @version";

    /// <summary>
    /// What a run follows, and what numbers and dates the version after it: one row, whatever there is of the pet. A
    /// deletion's number does not come back, as for <see cref="HoldPet"/>.
    /// </summary>
    public const string FindHead = """
        SELECT clock_timestamp(), coalesce(p.latest_version, 0), (SELECT max(d.version) FROM pet_deletions d WHERE d.pet_id = wanted.pet_id),
               c.id, c.input_hash, c.algorithm = @imported AND c.restored_from IS NULL, c.algorithm, c.parameters, c.model, c.created_at, s.encoding, s.payload
        FROM (SELECT @pet AS pet_id) wanted
        LEFT JOIN pets p ON p.pet_id = wanted.pet_id
        LEFT JOIN pet_clusters c ON c.id = p.latest_cluster_id
        LEFT JOIN cluster_snapshots s ON s.cluster_id = c.id
        """;

    // The statements of single bodies have numbered parameters: for names the client takes the text apart at every call.

    /// <summary>$1: pet.</summary>
    public const string FindLatest = """
        SELECT p.latest_version, s.encoding, s.payload
        FROM pets p JOIN cluster_snapshots s ON s.cluster_id = p.latest_cluster_id
        WHERE p.pet_id = $1
        """;

    public const string FindLatestOfMany = """
        SELECT p.pet_id, p.latest_version, s.encoding, s.payload
        FROM pets p JOIN cluster_snapshots s ON s.cluster_id = p.latest_cluster_id
        WHERE p.pet_id = ANY (@pets)
        """;

    public const string ListLatestVersions = "SELECT pet_id, latest_version FROM pets WHERE pet_id = ANY (@pets) AND latest_version > 0";

    /// <summary>$1: pet. $2: version.</summary>
    public const string FindVersion = """
        SELECT c.version, s.encoding, s.payload
        FROM pet_clusters c JOIN cluster_snapshots s ON s.cluster_id = c.id
        WHERE c.pet_id = $1 AND c.version = $2
        """;

    public const string FindPlacements = """
        SELECT c.id, c.pet_id, c.version, c.created_at, p.latest_cluster_id IS NOT DISTINCT FROM c.id,
               m.cluster_index, (m.metadata->>'stable_id')::uuid, m.distance,
               EXISTS (SELECT 1 FROM cluster_heroes h WHERE h.cluster_id = m.cluster_id AND h.image_id = m.image_id)
        FROM cluster_members m
        JOIN pet_clusters c ON c.id = m.cluster_id
        JOIN pets p ON p.pet_id = c.pet_id
        WHERE m.image_id = @image
          AND (@before IS NULL OR m.cluster_id < @before)
          AND (NOT @latest_only OR p.latest_cluster_id = c.id)
        ORDER BY m.cluster_id DESC
        LIMIT @limit
        """;
}
