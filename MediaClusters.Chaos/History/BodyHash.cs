using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MediaClusters.Chaos.History;

internal static class BodyHash
{
    /// <summary>Tells bodies apart without keeping them.</summary>
    public static ulong Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
