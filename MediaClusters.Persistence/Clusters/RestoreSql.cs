namespace MediaClusters.Persistence.Clusters;

/// <summary>The statements that bring an old version back; the rest is <see cref="VersionWriter"/>'s.</summary>
internal static class RestoreSql
{
    /// <summary>Held until the commit: whoever cleans up old versions takes this one before or after, never half of it.</summary>
    public const string HoldSource = """
        SELECT c.id, s.encoding, s.payload
        FROM pet_clusters c JOIN cluster_snapshots s ON s.cluster_id = c.id
        WHERE c.pet_id = @pet AND c.version = @version
        FOR KEY SHARE OF c
        """;

    /// <summary>The first of the photos that the pet does not have, with the number of all of them.</summary>
    public const string FindMissingPhotos = """
        SELECT wanted.image_id, (count(*) OVER ())::int
        FROM unnest(@image_ids) AS wanted (image_id)
        WHERE NOT EXISTS (SELECT 1 FROM pet_images i WHERE i.image_id = wanted.image_id AND i.pet_id = @pet)
        ORDER BY wanted.image_id
        LIMIT @limit
        """;

    /// <summary>
    /// The hash is the replaced version's: with the photos as they are the next job finds nothing new to write. What is
    /// said of the step from the version before becomes null, as in the body.
    /// </summary>
    public const string CopyVersion = """
        INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, parameters, model, input_hash, restored_from, created_at)
        SELECT @cluster, source.pet_id, @version, source.cluster_count, source.image_count,
               jsonb_set(jsonb_set(source.metrics, '{churn}', 'null', false), '{adjusted_rand}', 'null', false),
               source.algorithm, source.parameters, source.model, replaced.input_hash, source.version, @created_at
        FROM pet_clusters source
        JOIN pets p ON p.pet_id = source.pet_id
        JOIN pet_clusters replaced ON replaced.id = p.latest_cluster_id
        WHERE source.id = @source
        """;

    public const string CopyMembers = """
        INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata)
        SELECT @cluster, image_id, cluster_index, distance, metadata FROM cluster_members WHERE cluster_id = @source
        """;

    public const string CopyHeroes = """
        INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, reason, candidates, selected_at)
        SELECT @cluster, image_id, cluster_index, score, score_parts, reason, candidates, selected_at FROM cluster_heroes WHERE cluster_id = @source
        """;
}
