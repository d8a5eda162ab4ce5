using System.Collections.Concurrent;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Bodies that Redis served lately, bounded by bytes. None of them is served without Redis: a read asks it for the head of
/// its value, and the body goes out when that is the head of the one kept here (docs/cache-protocol.md).
/// </summary>
/// <remarks>
/// Looking up takes no lock. Once full, a body is taken in when its pet is read more often than the one it would push out:
/// a body that comes and goes is garbage grown old, and costs every read.
/// </remarks>
internal sealed class BodyMemory(long capacity)
{
    /// <summary>One body may take this share at most.</summary>
    private const int LeastBodies = 16;

    /// <summary>The least read of so many, those that were not looked at the longest, goes first.</summary>
    private const int Candidates = 8;

    /// <summary>So many reads more a newcomer needs: with fewer, pets that are read alike push each other out by turns.</summary>
    private const int Lead = 2;

    private const int UsualSize = 4096;

    private readonly ConcurrentDictionary<Guid, Slot> _slots = new();
    private readonly Queue<Slot> _hand = new();
    private readonly ReadCounts _reads = new((int)Math.Min(capacity / UsualSize, 1 << 20));
    private readonly Lock _gate = new();
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What is kept of a pet that is being read.</summary>
    public KeptBody? Find(Guid petId)
    {
        if (capacity == 0)
            return null;
        _reads.Add(petId);
        return _slots.TryGetValue(petId, out var slot) ? slot.Kept : null;
    }

    /// <summary>Whether anything is kept of a pet, without counting it as a read.</summary>
    internal bool Holds(Guid petId) => _slots.ContainsKey(petId);

    /// <summary>Keeps a value in the place of what was kept of the pet before, or for its first time where it deserves the room.</summary>
    public void Keep(Guid petId, byte[] value, VersionBody found)
    {
        var kept = KeptBody.IsTold(value) && KeptBody.SizeOf(value) <= capacity / LeastBodies ? new KeptBody(value, found) : null;
        if (kept is null && !_slots.ContainsKey(petId))
            return;

        lock (_gate)
        {
            if (_slots.TryGetValue(petId, out var slot))
                Replace(slot, kept);
            else if (kept is not null && MakeRoom(kept.Size, _reads.Of(petId)))
                Add(new(petId), kept);
        }
    }

    private void Add(Slot slot, KeptBody kept)
    {
        slot.Kept = kept;
        _bytes += kept.Size;
        _slots[slot.PetId] = slot;
        _hand.Enqueue(slot);
    }

    private void Replace(Slot slot, KeptBody? kept)
    {
        _bytes += (kept?.Size ?? 0) - (slot.Kept?.Size ?? 0);
        slot.Kept = kept;
        while (_bytes > capacity)
            Drop(TakeLeastRead());
    }

    private bool MakeRoom(int size, int reads)
    {
        while (_bytes + size > capacity)
        {
            var least = TakeLeastRead();
            if (least.Kept is not null && _reads.Of(least.PetId) + Lead > reads)
            {
                _hand.Enqueue(least);
                return false;
            }

            Drop(least);
        }

        return true;
    }

    private Slot TakeLeastRead()
    {
        var least = _hand.Dequeue();
        var reads = _reads.Of(least.PetId);
        for (var i = Math.Min(Candidates - 1, _hand.Count); i > 0; i--)
        {
            var other = _hand.Dequeue();
            if (_reads.Of(other.PetId) is var others && others < reads)
                (least, other, reads) = (other, least, others);
            _hand.Enqueue(other);
        }

        return least;
    }

    private void Drop(Slot slot)
    {
        _slots.TryRemove(slot.PetId, out _);
        _bytes -= slot.Kept?.Size ?? 0;
    }

    private sealed class Slot(Guid petId)
    {
        public Guid PetId => petId;

        public volatile KeptBody? Kept;
    }
}

/// <summary>A value as Redis had it, and the version it says.</summary>
internal sealed class KeptBody(byte[] value, VersionBody found)
{
    /// <summary>
    /// The version's 16 digits and the body's beginning up to its time: <c>{"pet_id":"…","version":…,"created_at":"…"</c>, with the
    /// longest number and the longest time.
    /// </summary>
    public const int HeadLength = CachedValue.HeaderLength + 120;

    // What a slot, its place in the dictionary and the objects around the bytes take.
    private const int Overhead = 320;

    public VersionBody Found => found;

    public int Size => SizeOf(value);

    public static int SizeOf(byte[] value) => value.Length + Overhead;

    /// <summary>Whether the head tells the body from every other one. A value that ends within its head is told by itself.</summary>
    public static bool IsTold(byte[] value)
        => value.Length < HeadLength || value.AsSpan(0, HeadLength).IndexOf("\"created_at\":\""u8) is > 0 and < HeadLength - 43;

    /// <summary>Whether the value of which this is the head, as GETRANGE gives it, is the one kept here.</summary>
    public bool IsHeadedBy(ReadOnlySpan<byte> head) => head.SequenceEqual(value.AsSpan(0, Math.Min(value.Length, HeadLength)));
}
