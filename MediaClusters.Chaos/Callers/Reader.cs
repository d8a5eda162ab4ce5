namespace MediaClusters.Chaos.Callers;

/// <summary>Somebody who reads one pet again and again, by one API process or by any.</summary>
internal sealed class Reader(string name, PetAlbum pet, int? api)
{
    private long _seen;

    public string Name { get; } = name;

    public PetAlbum Pet { get; } = pet;

    /// <summary>The newest version it has seen itself.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    public int Choose(Random random, int apis) => api ?? random.Next(apis);

    public void Saw(long version)
    {
        // Two of its reads may overlap; the newer one counts.
        for (var seen = Seen; version > seen && Interlocked.CompareExchange(ref _seen, version, seen) != seen;)
            seen = Seen;
        Pet.Saw(version);
    }
}
