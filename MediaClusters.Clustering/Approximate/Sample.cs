using System.Buffers.Binary;

namespace MediaClusters.Clustering.Approximate;

/// <summary>Draws photos by a hash of their ids: one photo more changes the sample by one at most.</summary>
internal static class Sample
{
    /// <summary>Some of the positions, ascending; all of them when there are no more than wanted.</summary>
    /// <param name="set">The photos.</param>
    /// <param name="positions">Those to draw from, ascending.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="round">Other rounds draw others.</param>
    public static int[] Draw(PhotoSet set, ReadOnlySpan<int> positions, int count, int round)
    {
        if (positions.Length <= count)
            return positions.ToArray();

        var drawn = positions.ToArray();
        var keys = Array.ConvertAll(drawn, position => Hash(set.Photos[position].ImageId, round));
        Array.Sort(keys, drawn);
        Array.Resize(ref drawn, count);
        Array.Sort(drawn);
        return drawn;
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014) over both halves.
    private static ulong Hash(Guid id, int round)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = Mix(BinaryPrimitives.ReadUInt64BigEndian(bytes) + ((ulong)round * 0x9E3779B97F4A7C15));
        return Mix(hash ^ BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
