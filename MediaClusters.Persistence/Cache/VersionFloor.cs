using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The highest version this process has told of, by whatever read, for the pets it served last. Direct-mapped: a pet that
/// takes another's slot makes it forgotten, which costs a guarantee and never an answer.
/// </summary>
internal sealed class VersionFloor(IOptions<CacheOptions> options)
{
    private readonly Entry?[] _entries = new Entry?[options.Value.RememberedPets];

    public long Of(Guid petId) => Volatile.Read(ref Slot(petId)) is { } entry && entry.PetId == petId ? entry.Version : 0;

    /// <summary>
    /// Remembers an answer. <paramref name="known"/> is what was remembered before that answer was looked for: a pet
    /// that had a version and has none was deleted, by which it took a number above; a body of before is too old.
    /// </summary>
    public void Learn(Guid petId, long known, VersionBody? found)
    {
        if (found is not null)
        {
            Raise(petId, found.Version);
            return;
        }

        // Once: the numbers that a next life begins with must not be overtaken.
        ref var slot = ref Slot(petId);
        var entry = Volatile.Read(ref slot);
        if (known > 0 && entry is { IsGone: false } && entry.PetId == petId && entry.Version == known)
            Interlocked.CompareExchange(ref slot, new(petId, known + 1, IsGone: true), entry);
    }

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

    private sealed record Entry(Guid PetId, long Version, bool IsGone = false);
}
