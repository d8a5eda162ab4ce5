using System.Runtime.InteropServices;
using System.Text.Json;

namespace MediaClusters.Chaos.Callers;

/// <summary>Makes photos near the centres of a pet's groups.</summary>
internal static class PhotoMaker
{
    private const int Dimensions = 384;
    private const double Spread = 0.25;
    private static readonly string[] Poses = ["front", "side", "back"];

    public static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes);
    }

    /// <summary>The body of a PUT.</summary>
    public static byte[] Body(PetAlbum pet, IReadOnlyList<Guid> imageIds, Random random) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        images = imageIds.Select(imageId => new
        {
            image_id = imageId,
            embedding_base64 = Convert.ToBase64String(MemoryMarshal.AsBytes(Embedding(pet, random).AsSpan())),
            model = "chaos",
            quality = Math.Round(random.NextDouble(), 3),
            pose = Poses[random.Next(Poses.Length)],
        }).ToArray(),
    });

    private static float[] Embedding(PetAlbum pet, Random random)
    {
        var centre = new Random(pet.Id.GetHashCode() ^ random.Next(pet.Groups));
        var embedding = new float[Dimensions];
        for (var i = 0; i < Dimensions; i++)
            embedding[i] = (float)(centre.NextDouble() - 0.5 + (Spread * (random.NextDouble() - 0.5)));
        return embedding;
    }
}
