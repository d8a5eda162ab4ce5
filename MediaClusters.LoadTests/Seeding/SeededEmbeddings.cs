using MediaClusters.Persistence.Images;

namespace MediaClusters.LoadTests.Seeding;

/// <summary>The embeddings of a pet's photos: near the centre of their group, or anywhere.</summary>
internal sealed class SeededEmbeddings
{
    public const int Dimensions = 384;
    private const float Spread = 0.2f;

    private readonly float[] _vector = new float[Dimensions];

    public byte[] Encode(SeededPet pet, int photo)
    {
        Fill(_vector, pet.Noise(kind: 8, photo));
        if (pet.GroupOf(photo) is { } group)
        {
            Span<float> centre = stackalloc float[Dimensions];
            Fill(centre, pet.Noise(kind: 9, group));
            for (var i = 0; i < _vector.Length; i++)
                _vector[i] = centre[i] + (Spread * _vector[i]);
        }

        return EmbeddingCodec.Encode(_vector);
    }

    /// <summary>Figures in [-0.5, 0.5), by xorshift (Marsaglia 2003): hundreds of millions are needed.</summary>
    private static void Fill(Span<float> vector, ulong state)
    {
        state |= 1;
        for (var i = 0; i < vector.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            vector[i] = ((state >> 40) * (1f / (1 << 24))) - 0.5f;
        }
    }
}
