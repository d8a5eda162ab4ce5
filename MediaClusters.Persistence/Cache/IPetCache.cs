using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Cache;

/// <summary>The protocol's steps, each atomic in Redis and none of them throwing.</summary>
internal interface IPetCache
{
    ValueTask<Lookup> GetAsync(Guid petId);

    /// <summary>Many pets in one round trip and one budget, answered in their order.</summary>
    ValueTask<Lookup[]> GetManyAsync(IReadOnlyList<Guid> petIds);

    /// <summary>Asks to fill after a miss; hands out a body of at least <paramref name="need"/> that came meanwhile.</summary>
    ValueTask<FillPermit> AcquireAsync(Guid petId, long need);

    /// <summary>Stores what Postgres had while the lease stands; null for an unknown pet.</summary>
    ValueTask<bool> FillAsync(Guid petId, string lease, VersionBody? found);

    ValueTask<PendingMark> MarkAsync(Guid petId, long version);

    /// <summary>False when Redis could not be told.</summary>
    ValueTask<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body);

    /// <summary>Removes everything older than a committed version. False when Redis could not be told.</summary>
    ValueTask<bool> SettleAsync(Guid petId, long version);

    /// <summary>Removes the body and revokes leases. False when Redis could not be told.</summary>
    ValueTask<bool> DropAsync(Guid petId);
}

internal enum LookupStatus
{
    Hit,
    Miss,
    Failed,
    Refused,
}

/// <summary>A hit without a version says that the pet is known to have none.</summary>
internal readonly record struct Lookup(LookupStatus Status, VersionBody? Found = null)
{
    public long Version => Found?.Version ?? 0;
}

/// <summary>At most one of the three says something; a default permit says: read Postgres and store nothing.</summary>
/// <param name="Lease">The right to fill.</param>
/// <param name="Present">A body that suffices.</param>
/// <param name="Older">The version of a cached body that does not.</param>
internal readonly record struct FillPermit(string? Lease = null, Lookup? Present = null, long? Older = null);
