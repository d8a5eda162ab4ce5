using System.Buffers.Binary;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.LoadTests.Backfill;

/// <summary>Pets with photos and without versions, copied in past the API.</summary>
internal static class MadeUpPets
{
    public const int Photos = 20;
    private const short Dimensions = 384;

    public static async Task CopyAsync(NpgsqlDataSource database, int pets, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, pets).Select(_ => NewId(random)).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY pets (pet_id) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var id in ids)
                await copy.WriteRowAsync(cancellationToken, id);
            await copy.CompleteAsync(cancellationToken);
        }

        await using var photos = await connection.BeginBinaryImportAsync(
            "COPY pet_images (image_id, pet_id, embedding, dimensions, model, quality) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var id in ids)
        {
            // Three groups to find.
            float[][] centres = [NewVector(random, null), NewVector(random, null), NewVector(random, null)];
            for (var photo = 0; photo < Photos; photo++)
            {
                await photos.StartRowAsync(cancellationToken);
                await photos.WriteAsync(NewId(random), NpgsqlDbType.Uuid, cancellationToken);
                await photos.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
                await photos.WriteAsync(Encode(NewVector(random, centres[photo % 3])), NpgsqlDbType.Bytea, cancellationToken);
                await photos.WriteAsync(Dimensions, NpgsqlDbType.Smallint, cancellationToken);
                await photos.WriteAsync("clip", NpgsqlDbType.Text, cancellationToken);
                await photos.WriteAsync(random.NextDouble(), NpgsqlDbType.Double, cancellationToken);
            }
        }

        await photos.CompleteAsync(cancellationToken);
    }

    private static float[] NewVector(Random random, float[]? near)
    {
        var vector = new float[Dimensions];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = near is null ? (float)(random.NextDouble() - 0.5) : near[i] + (0.2f * (float)(random.NextDouble() - 0.5));
        return vector;
    }

    private static byte[] Encode(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
