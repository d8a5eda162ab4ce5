using MediaClusters.LoadTests.Seeding;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Tests.LoadTests.Seeding;

public sealed class SeededPetTests
{
    [Fact]
    public void Pets_have_ten_to_two_hundred_photos_and_most_of_them_few()
    {
        var photos = Enumerable.Range(0, 10_000).Select(index => new SeededPet(1, index).Photos).Order().ToArray();

        photos[0].ShouldBe(SeededPet.FewestPhotos);
        photos[^1].ShouldBe(SeededPet.MostPhotos);
        photos.Average().ShouldBe(63.6, 2);
        photos[photos.Length / 2].ShouldBeInRange(42, 48);
    }

    [Fact]
    public void A_pet_is_the_same_for_its_seed_and_index_and_no_other_has_its_ids()
    {
        new SeededPet(1, 5).Version().Clusters[0].Members.ShouldBe(new SeededPet(1, 5).Version().Clusters[0].Members);

        SeededPet[] pets = [.. Enumerable.Range(0, 200).SelectMany(index => (SeededPet[])[new(1, index), new(2, index)])];
        var ids = pets.SelectMany(pet => Enumerable.Range(0, pet.Photos).Select(pet.PhotoId).Append(pet.Id)).ToArray();
        ids.Distinct().Count().ShouldBe(ids.Length);
    }

    [Fact]
    public void A_version_has_each_photo_once_and_its_groups_in_the_engine_s_order()
    {
        foreach (var pet in Enumerable.Range(0, 50).Select(index => new SeededPet(3, index)))
        {
            var version = pet.Version();

            version.Clusters.SelectMany(cluster => cluster.Members).Select(member => member.ImageId).Concat(version.Noise)
                .ShouldBe(Enumerable.Range(0, pet.Photos).Select(pet.PhotoId), ignoreOrder: true);
            version.Clusters.Select(cluster => cluster.Members.Count).ShouldBeInOrder(SortDirection.Descending);
            version.Clusters.Select(cluster => cluster.Index).ShouldBe(Enumerable.Range(0, pet.Groups));
            version.Clusters.ShouldAllBe(cluster => cluster.Members.Any(member => member.ImageId == cluster.Hero.ImageId));
        }
    }

    [Fact]
    public void Photos_of_a_group_are_nearer_to_each_other_than_to_other_photos()
    {
        var (pet, embeddings) = (new SeededPet(1, 0, FixedPhotos: 100), new SeededEmbeddings());
        var vectors = Enumerable.Range(0, pet.Photos).Select(photo => EmbeddingCodec.Decode(embeddings.Encode(pet, photo))).ToArray();
        float Similarity(int a, int b) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(vectors[a], vectors[b]);

        for (var photo = 1; photo < pet.Photos; photo++)
        {
            if (pet.GroupOf(photo) == pet.GroupOf(0))
                Similarity(0, photo).ShouldBeGreaterThan(0.9f);
            else
                Similarity(0, photo).ShouldBeLessThan(0.4f);
        }
    }
}
