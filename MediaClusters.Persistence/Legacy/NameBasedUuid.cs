using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MediaClusters.Persistence.Legacy;

/// <summary>UUIDs of version 5 (RFC 9562, 5.5): the same name in the same namespace is the same UUID everywhere.</summary>
public static class NameBasedUuid
{
    private const int Size = 16;

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The RFC prescribes SHA-1; nothing is protected by it.")]
    public static Guid Create(Guid namespaceId, string name)
    {
        var input = new byte[Size + Encoding.UTF8.GetByteCount(name)];
        namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(Size));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..Size], bigEndian: true);
    }
}
