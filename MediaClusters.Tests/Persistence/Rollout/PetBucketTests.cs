using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Rollout;

namespace MediaClusters.Tests.Persistence.Rollout;

public sealed class PetBucketTests
{
    private const int Pets = 20_000;

    /// <summary>Ids as they come: random, by time, counted, and made from names.</summary>
    public static TheoryData<string> Kinds => ["random", "by time", "counted", "by name"];

    [Theory]
    [InlineData("5eed0000-0000-4000-8000-000000000001", 1_763_803_975U)]
    [InlineData("00000000-0000-0000-0000-000000000000", 927_402_239U)]
    public void Of_a_pet_is_the_same_for_ever(string petId, uint bucket) => PetBucket.Of(Guid.Parse(petId)).ShouldBe(bucket);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsWithin_takes_its_percentage_of_any_kind_of_ids(string kind)
    {
        var pets = Ids(kind).ToArray();

        foreach (var percentage in (decimal[])[0.5m, 1, 10, 33.3m, 50, 90])
        {
            var share = pets.Count(pet => PetBucket.IsWithin(pet, percentage)) * 100m / Pets;

            // Four standard deviations of the binomial distribution.
            var tolerance = 4 * (decimal)Math.Sqrt((double)(percentage * (100 - percentage)) / Pets);
            share.ShouldBeInRange(percentage - tolerance, percentage + tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsWithin_a_larger_percentage_keeps_every_pet(string kind)
    {
        var steps = Enumerable.Range(0, 401).Select(step => step * 0.25m).ToArray();

        foreach (var pet in Ids(kind).Take(1_000))
        {
            var first = Array.FindIndex(steps, step => PetBucket.IsWithin(pet, step));
            first.ShouldBeGreaterThan(0);
            steps[first..].ShouldAllBe(step => PetBucket.IsWithin(pet, step));
        }
    }

    [Fact]
    public void IsWithin_tells_hundredths_of_a_percent_apart()
    {
        var pets = Enumerable.Range(0, 1_000_000).Select(n => Counted(n)).ToArray();

        var counts = Enumerable.Range(0, 6).Select(n => pets.Count(pet => PetBucket.IsWithin(pet, n * 0.01m))).ToArray();

        counts[0].ShouldBe(0);
        for (var n = 1; n < counts.Length; n++)
            (counts[n] - counts[n - 1]).ShouldBeInRange(50, 150);
    }

    private static IEnumerable<Guid> Ids(string kind)
    {
        var random = new Random(42);
        var bytes = new byte[16];
        for (var n = 0; n < Pets; n++)
        {
            random.NextBytes(bytes);
            yield return kind switch
            {
                "random" => new Guid(bytes),
                "by time" => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(n)),
                "counted" => Counted(n),
                _ => NameBasedUuid.Create(LegacyOptions.DefaultNamespace, $"pet-{n}"),
            };
        }
    }

    private static Guid Counted(int n) => new(0x5eed0000, 0, 0x4000, 0x80, 0, 0, 0, (byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n);
}
