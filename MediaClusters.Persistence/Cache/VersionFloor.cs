using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The highest version this process has told of, by whatever read, for the pets it served last. Set-associative: a pet may
/// be in any of the ways of its set, and where all are taken the one that came first is forgotten, which costs a guarantee
/// and never an answer. Reads take no lock.
/// </summary>
internal sealed class VersionFloor
{
    internal const int Ways = 8;
    private const int Locks = 64;

    private readonly Entry?[] _entries;
    private readonly byte[] _oldest;
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];

    public VersionFloor(IOptions<CacheOptions> options)
    {
        _oldest = new byte[(options.Value.RememberedPets + Ways - 1) / Ways];
        _entries = new Entry?[_oldest.Length * Ways];
    }

    public long Of(Guid petId) => Find(petId, SetOf(petId))?.Version ?? 0;

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

        if (known == 0)
            return;
        var set = SetOf(petId);
        lock (_locks[set % Locks])
        {
            // Once: the numbers that a next life begins with must not be overtaken.
            if (Find(petId, set) is { IsGone: false } entry && entry.Version == known)
                Put(set, new(petId, known + 1, IsGone: true));
        }
    }

    public void Raise(Guid petId, long version)
    {
        var set = SetOf(petId);
        if (version == 0 || Find(petId, set)?.Version >= version)
            return;
        lock (_locks[set % Locks])
        {
            if (!(Find(petId, set)?.Version >= version))
                Put(set, new(petId, version));
        }
    }

    private int SetOf(Guid petId) => (int)((uint)petId.GetHashCode() % (uint)_oldest.Length);

    private Entry? Find(Guid petId, int set)
    {
        for (var way = set * Ways; way < (set + 1) * Ways; way++)
        {
            if (Volatile.Read(ref _entries[way]) is { } entry && entry.PetId == petId)
                return entry;
        }

        return null;
    }

    /// <summary>In the place of the pet's entry, in an empty one, or in that of the pet that came first.</summary>
    private void Put(int set, Entry entry)
    {
        var ways = _entries.AsSpan(set * Ways, Ways);
        var way = 0;
        while (way < Ways && ways[way] is { } other && other.PetId != entry.PetId)
            way++;
        if (way == Ways)
        {
            way = _oldest[set];
            _oldest[set] = (byte)((way + 1) % Ways);
        }

        Volatile.Write(ref ways[way], entry);
    }

    private sealed record Entry(Guid PetId, long Version, bool IsGone = false);
}
