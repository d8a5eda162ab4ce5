using System.Runtime.InteropServices;
using MediaClusters.Clustering;
using MediaClusters.MigrationService.Samples;

namespace MediaClusters.Tests.MigrationService.Samples;

public sealed class SampleGeneratorTests
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, SamplePetIds.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Pet_always_is_what_the_api_would_accept(int n)
    {
        var pet = SampleGenerator.Pet(n);

        pet.Photos.Count.ShouldBeInRange(20, 80);
        pet.Photos.SelectMany(photo => photo.Validate()).ShouldBeEmpty();
        pet.Photos.ShouldAllBe(photo => photo.Quality != null && photo.Pose != null && photo.CapturedAt != null);
        pet.Photos.Select(photo => (photo.Model, photo.Embedding.Length)).Distinct().Count().ShouldBe(1);
        pet.Groups.Count.ShouldBeGreaterThanOrEqualTo(2);
        pet.Noise.ShouldNotBeEmpty();
        pet.Groups.SelectMany(group => group).Concat(pet.Noise).Order()
            .ShouldBe(pet.Photos.Select(photo => photo.ImageId).Order());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Pet_clustered_gives_the_planted_groups_and_noise(int n)
    {
        var pet = SampleGenerator.Pet(n);

        var result = new PetClusterer(new ClusteringOptions()).Cluster(
            [.. pet.Photos.Select(photo => new Photo(photo.ImageId, photo.Embedding, photo.Quality, photo.Pose, photo.CapturedAt))]);

        result.Clusters.Select(cluster => Key(cluster.Members.Select(member => member.ImageId))).Order(StringComparer.Ordinal)
            .ShouldBe(pet.Groups.Select(Key).Order(StringComparer.Ordinal));
        result.Noise.Order().ShouldBe(pet.Noise.Order());
    }

    [Fact]
    public void Pet_made_twice_is_the_same_to_the_bit()
    {
        foreach (var n in Enumerable.Range(1, SamplePetIds.Count))
            Fingerprint(SampleGenerator.Pet(n)).ShouldBe(Fingerprint(SampleGenerator.Pet(n)));
    }

    [Fact]
    public void Pet_holds_near_duplicates()
    {
        var pet = SampleGenerator.Pet(1);

        var moments = pet.Photos.Select(photo => photo.CapturedAt!.Value).Order().ToArray();

        moments.Zip(moments.Skip(1)).ShouldContain(pair => pair.Second - pair.First == TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void All_always_gives_pets_and_photos_of_their_own()
    {
        var pets = SampleGenerator.All().ToArray();

        pets.Select(pet => pet.PetId).Distinct().Count().ShouldBe(25);
        var ids = pets.SelectMany(pet => pet.Photos).Select(photo => photo.ImageId).ToArray();
        ids.Distinct().Count().ShouldBe(ids.Length);
        pets.SelectMany(pet => pet.Photos).Select(photo => photo.Embedding.Length).Distinct().Order().ShouldBe([384, 512]);
    }

    [Fact]
    public void Id_outside_the_samples_is_refused()
    {
        SamplePetIds.Id(25).ShouldBe(Guid.Parse("5eed0000-0000-4000-8000-000000000019"));
        Should.Throw<ArgumentOutOfRangeException>(() => SamplePetIds.Id(0));
        Should.Throw<ArgumentOutOfRangeException>(() => SamplePetIds.Id(26));
    }

    private static string Key(IEnumerable<Guid> ids) => string.Join(',', ids.Order());

    private static string Fingerprint(SamplePet pet) => string.Join('\n', pet.Photos.Select(photo =>
        $"{photo.ImageId} {photo.Model} {photo.Quality} {photo.Pose} {photo.CapturedAt:O} {photo.Metadata} "
        + Convert.ToHexString(MemoryMarshal.AsBytes(photo.Embedding.Span))));
}
