namespace MediaClusters.Evaluation.Pets;

/// <summary>
/// Random numbers from SplitMix64 (Steele, Lea and Flood 2014). Exact arithmetic and square roots only, so that every
/// machine draws the same bits.
/// </summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The draws of one pet: families and dimensions share no sequence.</summary>
    public static Draws For(string family, int seed, int dimensions)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in family)
            hash = (hash ^ letter) * 1099511628211UL;
        var draws = new Draws(hash ^ ((ulong)(uint)seed << 16) ^ (uint)dimensions);
        return new Draws(draws.Next() ^ draws.Next());
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [least, most).</summary>
    public double Between(double least, double most) => least + (Unit() * (most - least));

    /// <summary>Uniform from least to most, both included.</summary>
    public int Count(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Mean 0, variance 1; a sum of four uniform numbers is close enough to a normal one.</summary>
    public double Normal()
    {
        var bits = Next();
        var sum = (double)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
        return ((sum + 2) / 65536 - 2) * Sqrt3;
    }

    private static readonly double Sqrt3 = Math.Sqrt(3);

    /// <summary>A random id in the form of a version 4 UUID.</summary>
    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Count(0, i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
