namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The highest version this process has returned for the pets it served last. Direct-mapped: a pet that
/// takes another's slot makes it forgotten, which costs a guarantee and never an answer.
/// </summary>
internal sealed class VersionFloor(int slots)
{
    private readonly Entry?[] _entries = new Entry?[slots];

    public long Of(Guid petId) => Volatile.Read(ref Slot(petId)) is { } entry && entry.PetId == petId ? entry.Version : 0;

    public void Raise(Guid petId, long version)
    {
        ref var slot = ref Slot(petId);
        while (true)
        {
            var entry = Volatile.Read(ref slot);
            if (version == 0 || (entry is not null && entry.PetId == petId && entry.Version >= version))
                return;
            if (Interlocked.CompareExchange(ref slot, new(petId, version), entry) == entry)
                return;
        }
    }

    private ref Entry? Slot(Guid petId) => ref _entries[(uint)petId.GetHashCode() % (uint)_entries.Length];

    private sealed record Entry(Guid PetId, long Version);
}
