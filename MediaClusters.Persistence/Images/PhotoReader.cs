using System.Buffers;
using MediaClusters.Clustering;
using Npgsql;

namespace MediaClusters.Persistence.Images;

/// <summary>Reads the answer to <see cref="ImageSql.LoadMajority"/>.</summary>
internal static class PhotoReader
{
    // The longest vector that can be stored.
    private const int ScratchLength = short.MaxValue * sizeof(float);

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

        var scratch = ArrayPool<byte>.Shared.Rent(ScratchLength);
        try
        {
            var photos = new List<StoredPhoto>(count);
            do
                photos.Add(new StoredPhoto(Read(reader, scratch, blocks), model));
            while (await reader.ReadAsync(cancellationToken));
            return new PhotoSelection(model, count, total - count, photos);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static Photo Read(NpgsqlDataReader reader, byte[] scratch, EmbeddingBlocks blocks)
    {
        var bytes = scratch.AsSpan(0, (int)reader.GetBytes(4, 0, scratch, 0, scratch.Length));
        var embedding = blocks.Take(bytes.Length / sizeof(float));
        EmbeddingCodec.Decode(bytes, embedding.Span);
        return new Photo(
            reader.GetGuid(3),
            embedding,
            reader.GetNullable<double?>(5),
            reader.GetNullable<string>(6),
            reader.GetNullable<DateTimeOffset?>(7))
        {
            Tags = reader.GetNullable<string>(8) is { } tags ? ReservedMetadata.ReadTags(tags) : [],
            IsPinned = reader.GetBoolean(9),
        };
    }
}
