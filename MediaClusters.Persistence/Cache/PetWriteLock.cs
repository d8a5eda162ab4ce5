using System.Buffers.Binary;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The advisory lock a writer of a pet's versions holds from before its mark until its transaction ends. Postgres
/// releases it after the commit became visible, so a filler that finds it free reads everything that was marked.
/// </summary>
internal static class PetWriteLock
{
    /// <summary>The writer's statement, before it marks. @lock: <see cref="Key"/>.</summary>
    public const string AcquireSql = "SELECT pg_advisory_xact_lock(@lock)";

    /// <summary>True when no writer holds the lock; taken for this statement only. @lock: <see cref="Key"/>.</summary>
    public const string ProbeSql = "SELECT pg_try_advisory_xact_lock_shared(@lock)";

    /// <summary>Those of many pets whose lock no writer holds. @locks: their keys in the same order.</summary>
    public const string ProbeManySql =
        "SELECT pet_id FROM unnest(@pets, @locks) AS probed (pet_id, key) WHERE pg_try_advisory_xact_lock_shared(key)";

    /// <summary>Two pets that share a key only wait for each other.</summary>
    public static long Key(Guid petId)
    {
        Span<byte> bytes = stackalloc byte[16];
        petId.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
    }
}
