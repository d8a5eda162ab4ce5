using System.Buffers.Binary;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// How a filler knows that nobody is writing a pet's versions. A restore, a deletion and an import hold an advisory lock from
/// before their mark until their transaction ends; Postgres releases it after the commit became visible. A job's version
/// needs no lock: its job is 'processing', committed so, from before the mark until the commit that brings the version.
/// So a filler that finds neither reads everything that was marked before it had its lease.
/// </summary>
internal static class PetWriteLock
{
    /// <summary>The writer's statement, before it marks. @lock: <see cref="Key"/>.</summary>
    public const string AcquireSql = "SELECT pg_advisory_xact_lock(@lock)";

    /// <summary>True when nobody writes the pet; what is to be filled has to be read by a later statement. $1: <see cref="Key"/>. $2: pet.</summary>
    public const string ProbeSql = $"SELECT pg_try_advisory_xact_lock_shared($1) AND NOT EXISTS ({ProcessingJob} $2)";

    /// <summary>Those of many pets that nobody writes. @locks: their keys in the same order.</summary>
    public const string ProbeManySql =
        $"SELECT pet_id FROM unnest(@pets, @locks) AS probed (pet_id, key) WHERE pg_try_advisory_xact_lock_shared(key) AND NOT EXISTS ({ProcessingJob} probed.pet_id)";

    private const string ProcessingJob = "SELECT 1 FROM cluster_jobs j WHERE j.status = 'processing' AND j.pet_id =";

    /// <summary>Two pets that share a key only wait for each other.</summary>
    public static long Key(Guid petId)
    {
        Span<byte> bytes = stackalloc byte[16];
        petId.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
    }
}
