using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MediaClusters.Persistence.Rollout;

/// <summary>
/// A pet's place among all pets, by its id alone: the same in every process and for every feature, so a larger
/// percentage takes in every pet that a smaller one did. The first 4 bytes of the SHA-256 of the id's 16, big-endian.
/// </summary>
internal static class PetBucket
{
    private const decimal Count = 1L << 32;

    public static uint Of(Guid petId)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        petId.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    public static bool IsWithin(Guid petId, decimal percentage) => Of(petId) < percentage / 100 * Count;
}
