namespace MediaClusters.Persistence.Images;

/// <summary>The statements that keep photos.</summary>
internal static class ImageSql
{
    /// <summary>Serialises the writers of a pet's photos, so that "all photos of a model have one dimension" holds.</summary>
    public const string HoldPet = """
        INSERT INTO pets (pet_id) VALUES (@pet)
        ON CONFLICT (pet_id) DO UPDATE SET updated_at = pets.updated_at
        """;

    /// <summary>The dimension of the pet's photos, by model of the batch; photos this batch replaces count as well.</summary>
    public const string FindDimensions = """
        SELECT wanted.model, known.dimensions
        FROM unnest(@models) AS wanted (model)
        CROSS JOIN LATERAL (
          SELECT i.dimensions FROM pet_images i WHERE i.pet_id = @pet AND i.model = wanted.model LIMIT 1
        ) known
        """;

    /// <summary>Touches a row only where something differs. In id order, so that two batches that share ids cannot deadlock.</summary>
    public const string Upsert = """
        INSERT INTO pet_images AS i (image_id, pet_id, embedding, dimensions, model, quality, pose, captured_at, metadata)
        SELECT image_id, @pet, embedding, octet_length(embedding) / 4, model, quality, pose, captured_at, metadata
        FROM unnest(@image_ids, @embeddings, @models, @qualities, @poses, @captured_ats, @metadatas)
          AS n (image_id, embedding, model, quality, pose, captured_at, metadata)
        ORDER BY image_id
        ON CONFLICT (image_id) DO UPDATE
          SET embedding = excluded.embedding, dimensions = excluded.dimensions, model = excluded.model,
              quality = excluded.quality, pose = excluded.pose, captured_at = excluded.captured_at,
              metadata = excluded.metadata, updated_at = now()
          WHERE i.pet_id = excluded.pet_id
            AND (i.embedding, i.model, i.quality, i.pose, i.captured_at, i.metadata)
                IS DISTINCT FROM
                (excluded.embedding, excluded.model, excluded.quality, excluded.pose, excluded.captured_at, excluded.metadata)
        RETURNING xmax = 0
        """;

    /// <summary>Run after the upsert in the same transaction: only a new snapshot sees a rival that committed meanwhile.</summary>
    public const string FindForeign =
        "SELECT image_id FROM pet_images WHERE image_id = ANY (@image_ids) AND pet_id <> @pet";

    /// <summary>
    /// Repeated, it leaves the photo as it is, its time included; so does one of a photo whose metadata, as of before they
    /// had to be objects, can hold no key. Tells whether the photo is pinned.
    /// </summary>
    public const string Pin = $$"""
        UPDATE pet_images
        SET metadata = CASE coalesce(jsonb_typeof(metadata), 'null')
              WHEN 'object' THEN metadata || '{"{{ReservedMetadata.PinnedHero}}": true}'
              WHEN 'null' THEN '{"{{ReservedMetadata.PinnedHero}}": true}'
              ELSE metadata END,
            updated_at = CASE WHEN metadata->'{{ReservedMetadata.PinnedHero}}' = 'true' OR jsonb_typeof(metadata) NOT IN ('object', 'null')
              THEN updated_at ELSE now() END
        WHERE image_id = @image AND pet_id = @pet
        RETURNING jsonb_typeof(metadata) = 'object'
        """;

    /// <summary>Repeated, it leaves the photo as it is, its time included; what is no object has no pin.</summary>
    public const string Unpin = $"""
        UPDATE pet_images
        SET metadata = CASE WHEN jsonb_typeof(metadata) = 'object' THEN metadata - '{ReservedMetadata.PinnedHero}' ELSE metadata END,
            updated_at = CASE WHEN jsonb_typeof(metadata) = 'object' AND metadata ? '{ReservedMetadata.PinnedHero}' THEN now() ELSE updated_at END
        WHERE image_id = @image AND pet_id = @pet
        """;

    public const string Delete = "DELETE FROM pet_images WHERE image_id = @image AND pet_id = @pet";

    /// <summary>
    /// The model most photos have, how many those are, how many there are in all, and those photos; without them, in one
    /// row, when they are more than the limit: a pet of any size costs no more memory than that. Of the metadata, which
    /// may be long, only what <see cref="ReservedMetadata"/> names.
    /// </summary>
    public const string LoadMajority = $"""
        SELECT m.model, m.photos, m.total, i.image_id, i.embedding, i.quality, i.pose, i.captured_at,
               CASE WHEN jsonb_typeof(i.metadata->'{ReservedMetadata.Tags}') = 'array' THEN i.metadata->>'{ReservedMetadata.Tags}' END,
               coalesce(i.metadata->'{ReservedMetadata.PinnedHero}' = 'true', false)
        FROM (
          SELECT model, count(*)::int AS photos, (sum(count(*)) OVER ())::int AS total
          FROM pet_images WHERE pet_id = @pet
          GROUP BY model ORDER BY count(*) DESC, model COLLATE "C" LIMIT 1
        ) m
        LEFT JOIN pet_images i ON i.pet_id = @pet AND i.model = m.model AND m.photos <= @limit
        ORDER BY i.image_id
        """;
}
