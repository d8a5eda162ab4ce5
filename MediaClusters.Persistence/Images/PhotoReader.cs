using System.Buffers;
using MediaClusters.Clustering;
using Npgsql;

namespace MediaClusters.Persistence.Images;

/// <summary>Reads the answer to <see cref="ImageSql.LoadMajority"/>.</summary>
internal static class PhotoReader
{
    /// <param name="reader">At its first row at the latest.</param>
    /// <param name="limit">The statement's.</param>
    /// <param name="blocks">Gets the vectors.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PhotoSelection> ReadAsync(NpgsqlDataReader reader, int limit, EmbeddingBlocks blocks, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            return new PhotoSelection(null, 0, 0, []);

        var (model, count, total) = (reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2));
        if (count > limit)
            return new PhotoSelection(model, count, total - count, []);

        var photos = new List<StoredPhoto>(count);
        do
            photos.Add(new StoredPhoto(Read(reader, blocks), model));
        while (await reader.ReadAsync(cancellationToken));
        return new PhotoSelection(model, count, total - count, photos);
    }

    private static Photo Read(NpgsqlDataReader reader, EmbeddingBlocks blocks)
    {
        return new Photo(
            reader.GetGuid(3),
            ReadEmbedding(reader, 4, blocks),
            reader.GetNullable<double?>(5),
            reader.GetNullable<string>(6),
            reader.GetNullable<DateTimeOffset?>(7))
        {
            Tags = reader.GetNullable<string>(8) is { } tags ? ReservedMetadata.ReadTags(tags) : [],
            IsPinned = reader.GetBoolean(9),
        };
    }

    private static Memory<float> ReadEmbedding(NpgsqlDataReader reader, int ordinal, EmbeddingBlocks blocks)
    {
        // Of the vector's own length: the longest one that can be stored would be a large object.
        var length = (int)reader.GetBytes(ordinal, 0, buffer: null, 0, 0);
        var scratch = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            reader.GetBytes(ordinal, 0, scratch, 0, length);
            var embedding = blocks.Take(length / sizeof(float));
            EmbeddingCodec.Decode(scratch.AsSpan(0, length), embedding.Span);
            return embedding;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
