using System.Runtime.InteropServices;
using MediaClusters.Clustering;

namespace MediaClusters.LoadTests.Seeding;

/// <summary>One of the pets a seed makes: the same for the same seed and index, whatever else there is.</summary>
/// <param name="Seed">Makes pets that no other seed makes.</param>
/// <param name="Index">Which one, from 0.</param>
/// <param name="FixedPhotos">How many photos it has; 0 for few or many, as pets have.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SeededPet(int Seed, int Index, int FixedPhotos = 0)
{
    public const int FewestPhotos = 10;
    public const int MostPhotos = 200;

    /// <summary>Every so many photos, one that is in no group.</summary>
    private const int NoiseEvery = 12;
    private const int PhotosPerGroup = 14;

    public Guid Id => MakeId(kind: 1, 0);

    /// <summary>Few for most pets, many for some: each doubling as likely as the one before.</summary>
    public int Photos => FixedPhotos > 0 ? FixedPhotos : (int)(FewestPhotos * Math.Pow((MostPhotos + 1.0) / FewestPhotos, Fraction(kind: 2, 0)));

    public int Groups => Math.Clamp(Photos / PhotosPerGroup, 2, 8);

    /// <summary>The group a photo is in; null where it is in none.</summary>
    public int? GroupOf(int photo) => photo % NoiseEvery == NoiseEvery - 1 ? null : photo % Groups;

    public Guid PhotoId(int photo) => MakeId(kind: 3, photo);

    /// <summary>A figure in [0, 1) for each photo, such as its quality.</summary>
    public double QualityOf(int photo) => Fraction(kind: 4, photo);

    /// <summary>Randomness of its own.</summary>
    public ulong Noise(int kind, int item) => Mix(Mix(((ulong)(uint)Seed << 32) | (uint)Index) + ((ulong)(uint)kind << 32) + (uint)item);

    /// <summary>The pet's first version, as the engine might have made it.</summary>
    public ClusteringResult Version()
    {
        var groups = Enumerable.Range(0, Groups).Select(_ => new List<ClusterMember>()).ToArray();
        var noise = new List<Guid>();
        for (var photo = 0; photo < Photos; photo++)
        {
            if (GroupOf(photo) is { } group)
                groups[group].Add(new(PhotoId(photo), Fraction(kind: 5, photo) * 0.2));
            else
                noise.Add(PhotoId(photo));
        }

        var pet = this;
        noise.Sort();
        return new(
            "average-linkage",
            Photos,
            [.. groups.OrderByDescending(members => members.Count).Select((members, index) => pet.Cluster(index, members))],
            noise,
            new(1 - ((double)noise.Count / Photos), Fraction(kind: 6, 0), Fraction(kind: 6, 1), noise.Count, Fraction(kind: 6, 2), Fraction(kind: 6, 3), (double)noise.Count / Photos))
        {
            Run = new(RunMode.Full, "average-linkage"),
        };
    }

    private Cluster Cluster(int index, List<ClusterMember> members)
    {
        members.Sort((a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : a.ImageId.CompareTo(b.ImageId));
        var candidates = new List<HeroCandidate>();
        foreach (var member in members.Take(3))
            candidates.Add(new(member.ImageId, 1 - member.Distance, new(0.5, 1 - member.Distance, null, null)));
        return new(index, MakeId(kind: 7, index), $"Group {index + 1}", new(candidates[0].ImageId, candidates[0].Score, candidates[0].Parts), members) { Candidates = candidates };
    }

    private double Fraction(int kind, int item) => (Noise(kind, item) >> 11) * (1.0 / (1UL << 53));

    private Guid MakeId(int kind, int item)
    {
        Span<ulong> words = [Noise(kind, item), 0];
        words[1] = Mix(words[0]);
        var bytes = MemoryMarshal.AsBytes(words);

        // A random UUID by its version and variant, as callers make them.
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
