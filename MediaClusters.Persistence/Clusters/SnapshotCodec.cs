using System.Buffers;
using System.IO.Compression;

namespace MediaClusters.Persistence.Clusters;

/// <summary>Compresses response bodies for <c>cluster_snapshots</c>.</summary>
internal static class SnapshotCodec
{
    public const string Identity = "identity";
    public const string Brotli = "br";

    // Level 4: ids are random and no level shortens them much; the higher ones only cost time.
    private const int Quality = 4;
    private const int Window = 18;

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

    /// <exception cref="InvalidDataException">The payload is damaged or in an encoding this build does not know.</exception>
    public static ReadOnlyMemory<byte> Decode(string encoding, byte[] payload) => encoding switch
    {
        Identity => payload,
        Brotli => Decompress(payload),
        _ => throw new InvalidDataException($"Unknown snapshot encoding '{encoding}'."),
    };

    private static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> payload)
    {
        using var decoder = new BrotliDecoder();
        var body = new ArrayBufferWriter<byte>(payload.Length * 3);
        while (true)
        {
            var status = decoder.Decompress(payload, body.GetSpan(4096), out var consumed, out var written);
            payload = payload[consumed..];
            body.Advance(written);
            if (status == OperationStatus.Done)
                return body.WrittenMemory;
            if (status != OperationStatus.DestinationTooSmall)
                throw new InvalidDataException($"Damaged snapshot: {status}.");
        }
    }
}
