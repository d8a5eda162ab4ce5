using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediaClusters.Persistence.Images;

namespace MediaClusters.MigrationService.Samples;

/// <summary>
/// Makes the sample pets: 20 to 80 photos in a few scenes of different size and tightness, bursts of near-duplicates
/// and photos that fit nowhere. The same number always gives the same pet, to the bit.
/// </summary>
internal static class SampleGenerator
{
    private const int MinPhotos = 20;
    private const int MaxPhotos = 80;

    // Around a scene's centre s = 0.15 to 0.3 puts its photos 0.02 to 0.08 apart: one group to any strategy.
    // A step of 1.3 away from what all photos of a pet share puts everything else more than 0.5 apart.
    private const double MinSpread = 0.15;
    private const double MaxSpread = 0.30;
    private const double BurstSpread = 0.02;
    private const double SceneSpread = 1.3;

    private static readonly string[] Scenes = ["sofa", "garden", "beach", "forest", "car", "kitchen", "snow"];
    private static readonly string[] Poses = ["front", "left", "right", "back", "lying", "running"];
    private static readonly DateTimeOffset FirstDay = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static IEnumerable<SamplePet> All() => Enumerable.Range(1, SamplePetIds.Count).Select(Pet);

    public static SamplePet Pet(int n)
    {
        var random = new Random(n);
        var dimensions = n % 2 == 0 ? 512 : 384;
        var album = new Album(SamplePetIds.Id(n), $"sample-{dimensions}", normalized: n % 5 != 0, random);
        var vectors = new SampleVectors(random, dimensions);
        var look = vectors.Direction();

        var total = random.Next(MinPhotos, MaxPhotos + 1);
        var noise = total / 12;
        var groups = new List<IReadOnlyList<Guid>>();
        var first = random.Next(Scenes.Length);
        var sizes = Split(total - noise, random.Next(2, 6), random);
        for (var i = 0; i < sizes.Length; i++)
        {
            var day = FirstDay.AddDays((n * 3) + (i * 17));
            groups.Add(AddScene(album, vectors, look, Scenes[(first + i) % Scenes.Length], sizes[i], day));
        }

        var loners = new List<Guid>();
        for (var i = 0; i < noise; i++)
            loners.Add(album.Add(vectors.Near(look, SceneSpread), scene: null, FirstDay.AddDays(random.Next(300)), sharp: false));

        return new(SamplePetIds.Id(n), album.Photos, groups, loners);
    }

    private static List<Guid> AddScene(Album album, SampleVectors vectors, float[] look, string scene, int size, DateTimeOffset start)
    {
        var random = album.Random;
        var centre = vectors.Near(look, SceneSpread);
        var spread = MinSpread + (random.NextDouble() * (MaxSpread - MinSpread));
        var takenAt = start.AddMinutes(random.Next(300));
        var ids = new List<Guid>(size);
        float[]? previous = null;
        while (ids.Count < size)
        {
            // One in five shows the previous photo once more, a moment later.
            var burst = previous is not null && random.Next(5) == 0;
            takenAt += burst ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(random.Next(20, 600));
            previous = burst ? vectors.Near(previous!, BurstSpread) : vectors.Near(centre, spread);
            ids.Add(album.Add(previous, scene, takenAt, sharp: true));
        }

        return ids;
    }

    /// <summary>Splits into parts of at least three, of different sizes.</summary>
    private static int[] Split(int total, int parts, Random random)
    {
        var sizes = Enumerable.Repeat(3, parts).ToArray();
        for (var left = total - sizes.Sum(); left > 0; left--)
            sizes[Math.Min(random.Next(parts), random.Next(parts))]++;

        return sizes;
    }

    /// <summary>The photos of one pet as they come about.</summary>
    private sealed class Album(Guid petId, string model, bool normalized, Random random)
    {
        private readonly List<ImageUpsert> _photos = [];

        public IReadOnlyList<ImageUpsert> Photos => _photos;

        public Random Random => random;

        public Guid Add(float[] vector, string? scene, DateTimeOffset capturedAt, bool sharp)
        {
            var quality = Math.Round((sharp ? 0.55 : 0.15) + (random.NextDouble() * 0.4), 3);
            var photo = new ImageUpsert(
                ImageId(petId, _photos.Count),
                normalized ? vector : SampleVectors.Scale(vector, 0.5 + (random.NextDouble() * 1.5)),
                model,
                quality,
                Poses[random.Next(Poses.Length)],
                capturedAt,
                scene is null ? """{"sample": true}""" : $$"""{"scene": "{{scene}}", "sample": true}""");
            _photos.Add(photo);
            return photo.ImageId;
        }

        // Named by what it stands for (RFC 9562, version 8): no two runs disagree, and no two pets share one.
        private static Guid ImageId(Guid petId, int index)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"media-clusters/samples/{petId}/{index}");
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
            hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
            hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
            return new(hash[..16], bigEndian: true);
        }
    }
}
