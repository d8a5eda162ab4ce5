using System.Buffers;
using System.Data.Common;
using System.IO.Compression;

namespace MediaClusters.Persistence.Clusters;

/// <summary>Compresses response bodies for <c>cluster_snapshots</c>.</summary>
internal static class SnapshotCodec
{
    public const string Identity = "identity";
    public const string Brotli = "br";

    // Ids are random and no level shortens them much: 4 takes twice the time of 2 for 1 to 3 % fewer bytes.
    private const int Quality = 2;
    private const int Window = 18;

    // Bodies are ids and property names.
    private const int ExpectedRatio = 4;

    public static (string Encoding, byte[] Payload) Encode(ReadOnlySpan<byte> body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(body.Length));
        try
        {
            return BrotliEncoder.TryCompress(body, buffer, out var written, Quality, Window) && written < body.Length
                ? (Brotli, buffer.AsSpan(0, written).ToArray())
                : (Identity, body.ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The version in a row that holds its number, encoding and payload from <paramref name="ordinal"/> on.</summary>
    /// <exception cref="InvalidDataException">The payload is in an encoding this build does not know.</exception>
    public static VersionBody ReadVersion(DbDataReader row, int ordinal)
    {
        var encoding = row.GetString(ordinal + 1);
        var payload = row.GetFieldValue<byte[]>(ordinal + 2);
        return string.Equals(encoding, Brotli, StringComparison.Ordinal)
            ? VersionBody.Compressed(row.GetInt64(ordinal), payload)
            : new(row.GetInt64(ordinal), Decode(encoding, payload));
    }

    /// <summary>The body in a row that holds encoding and payload at <paramref name="ordinal"/> and the place after it.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged or in an encoding this build does not know.</exception>
    public static ReadOnlyMemory<byte> Read(DbDataReader row, int ordinal)
    {
        var encoding = row.GetString(ordinal);
        if (!string.Equals(encoding, Brotli, StringComparison.Ordinal))
            return Decode(encoding, row.GetFieldValue<byte[]>(ordinal + 1));

        var length = (int)row.GetBytes(ordinal + 1, 0, buffer: null, 0, 0);
        var payload = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            row.GetBytes(ordinal + 1, 0, payload, 0, length);
            return Decompress(payload.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload);
        }
    }

    /// <exception cref="InvalidDataException">The payload is damaged or in an encoding this build does not know.</exception>
    public static ReadOnlyMemory<byte> Decode(string encoding, byte[] payload) => encoding switch
    {
        Identity => payload,
        Brotli => Decompress(payload),
        _ => throw new InvalidDataException($"Unknown snapshot encoding '{encoding}'."),
    };

    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> payload)
    {
        using var decoder = new BrotliDecoder();
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(payload.Length * ExpectedRatio, 4096));
        var length = 0;
        try
        {
            while (true)
            {
                var status = decoder.Decompress(payload, buffer.AsSpan(length), out var consumed, out var written);
                payload = payload[consumed..];
                length += written;
                if (status == OperationStatus.Done)
                    return buffer.AsSpan(0, length).ToArray();
                if (status != OperationStatus.DestinationTooSmall)
                    throw new InvalidDataException($"Damaged snapshot: {status}.");
                buffer = Grow(buffer, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
