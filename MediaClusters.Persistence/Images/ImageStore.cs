using MediaClusters.Persistence.Schema;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Images;

internal sealed class ImageStore(NpgsqlDataSource dataSource) : IImageStore
{
    public async Task<UpsertResult> UpsertAsync(Guid petId, IReadOnlyList<ImageUpsert> images, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        var conflicts = await FindDimensionConflictsAsync(connection, transaction, petId, images, cancellationToken);
        if (conflicts.Count > 0)
            return new UpsertResult(0, 0, 0, [], conflicts);

        await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = NpgsqlCommandExtensions.LongTimeout };
        var ids = images.Select(image => image.ImageId).ToArray();
        batch.Add(
            ImageSql.Upsert,
            ("pet", petId),
            ("image_ids", ids),
            ("embeddings", images.Select(image => EmbeddingCodec.Encode(image.Embedding.Span)).ToArray()),
            ("models", images.Select(image => image.Model).ToArray()))
            .With("qualities", NpgsqlDbType.Array | NpgsqlDbType.Double, images.Select(image => image.Quality).ToArray())
            .With("poses", NpgsqlDbType.Array | NpgsqlDbType.Text, images.Select(image => image.Pose).ToArray())
            .With("captured_ats", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, images.Select(image => image.CapturedAt?.ToUniversalTime()).ToArray())
            .With("metadatas", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, images.Select(image => image.Metadata).ToArray());
        batch.Add(ImageSql.FindForeign, ("pet", petId), ("image_ids", ids));

        int inserted = 0, updated = 0;
        var foreign = new List<Guid>();
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetBoolean(0))
                    inserted++;
                else
                    updated++;
            }

            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                foreign.Add(reader.GetGuid(0));
        }

        // Leaving without a commit rolls the whole batch back.
        if (foreign.Count > 0)
            return new UpsertResult(0, 0, 0, foreign, []);

        await transaction.CommitAsync(cancellationToken);
        return new UpsertResult(inserted, updated, images.Count - inserted - updated, [], []);
    }

    public Task<bool> DeleteAsync(Guid petId, Guid imageId, CancellationToken cancellationToken)
        => ChangeAsync(ImageSql.Delete, petId, imageId, cancellationToken);

    public async Task<PinResult> PinAsync(Guid petId, Guid imageId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ImageSql.Pin);
        command.With(("pet", petId), ("image", imageId));
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            true => PinResult.Pinned,
            null => PinResult.NotFound,
            _ => PinResult.Unpinnable,
        };
    }

    public Task<bool> UnpinAsync(Guid petId, Guid imageId, CancellationToken cancellationToken)
        => ChangeAsync(ImageSql.Unpin, petId, imageId, cancellationToken);

    private async Task<bool> ChangeAsync(string sql, Guid petId, Guid imageId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.With(("pet", petId), ("image", imageId));
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static async Task<IReadOnlyList<DimensionConflict>> FindDimensionConflictsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, IReadOnlyList<ImageUpsert> images, CancellationToken cancellationToken)
    {
        // A model's dimension is that of the pet's stored photos, else that of its first photo in the batch.
        var expected = new Dictionary<string, int>(StringComparer.Ordinal);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.Add(SessionSql.BoundIdleTime);
            batch.Add(ImageSql.HoldPet, ("pet", petId));
            batch.Add(ImageSql.FindDimensions, ("pet", petId), ("models", images.Select(image => image.Model).Distinct(StringComparer.Ordinal).ToArray()));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                expected[reader.GetString(0)] = reader.GetInt16(1);
        }

        var conflicts = new List<DimensionConflict>();
        foreach (var image in images)
        {
            if (expected.TryAdd(image.Model, image.Embedding.Length))
                continue;
            if (expected[image.Model] is var dimensions && dimensions != image.Embedding.Length)
                conflicts.Add(new DimensionConflict(image.ImageId, image.Model, image.Embedding.Length, dimensions));
        }

        return conflicts;
    }
}
