using System.Collections.Concurrent;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Bodies that Redis served lately, bounded by bytes. None of them is served without Redis: a read asks it for the head of
/// its value, and the body goes out when that is the head of the one kept here (docs/cache-protocol.md).
/// </summary>
/// <remarks>Looking up takes no lock. What was looked up since the hand last passed stays, so that a scan pushes out no favourite.</remarks>
internal sealed class BodyMemory(long capacity)
{
    /// <summary>One body may take this share at most.</summary>
    private const int LeastBodies = 16;

    private readonly ConcurrentDictionary<Guid, Slot> _slots = new();
    private readonly Queue<Slot> _hand = new();
    private readonly Lock _gate = new();
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    public KeptBody? Find(Guid petId)
    {
        if (!_slots.TryGetValue(petId, out var slot))
            return null;
        if (!slot.IsUsed)
            slot.IsUsed = true;
        return slot.Kept;
    }

    /// <summary>Keeps a value in the place of what was kept of the pet before.</summary>
    public void Keep(Guid petId, byte[] value, VersionBody found)
    {
        var kept = KeptBody.IsTold(value) && KeptBody.SizeOf(value) <= capacity / LeastBodies ? new KeptBody(value, found) : null;
        if (kept is null && !_slots.ContainsKey(petId))
            return;

        lock (_gate)
        {
            if (!_slots.TryGetValue(petId, out var slot))
            {
                _slots[petId] = slot = new(petId);
                _hand.Enqueue(slot);
            }

            _bytes += (kept?.Size ?? 0) - (slot.Kept?.Size ?? 0);
            slot.Kept = kept;
            while (_bytes > capacity)
                Pass(_hand.Dequeue());
        }
    }

    private void Pass(Slot slot)
    {
        if (slot.IsUsed)
        {
            slot.IsUsed = false;
            _hand.Enqueue(slot);
            return;
        }

        _slots.TryRemove(slot.PetId, out _);
        _bytes -= slot.Kept?.Size ?? 0;
    }

    private sealed class Slot(Guid petId)
    {
        public Guid PetId => petId;

        public volatile KeptBody? Kept;

        public volatile bool IsUsed;
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
