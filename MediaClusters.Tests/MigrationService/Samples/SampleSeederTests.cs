using MediaClusters.MigrationService.Samples;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaClusters.Tests.MigrationService.Samples;

[Collection(ServersCollection.Name)]
public sealed class SampleSeederTests(Servers servers)
{
    private const string Everything = """
        SELECT md5(string_agg(i::text, '' ORDER BY image_id)) || (SELECT md5(string_agg(j::text, '' ORDER BY id)) FROM cluster_jobs j)
        FROM pet_images i
        """;

    [Fact]
    public async Task Seed_twice_changes_nothing_the_second_time()
    {
        await using var database = await servers.CreateDatabaseAsync();

        (await SeedAsync(database)).ShouldBe(25);
        var before = await database.ScalarAsync<string>(Everything);
        (await SeedAsync(database)).ShouldBe(0);

        (await database.ScalarAsync<string>(Everything)).ShouldBe(before);
        (await database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE reason = 'sample' AND status = 'queued'")).ShouldBe(25);
        (await database.ScalarAsync<long>("SELECT count(*) FROM pet_images")).ShouldBe(SampleGenerator.All().Sum(pet => pet.Photos.Count));
    }

    [Fact]
    public async Task Seed_after_a_photo_is_gone_brings_it_back_and_enqueues_that_pet_alone()
    {
        await using var database = await servers.CreateDatabaseAsync();
        await SeedAsync(database);
        var pet = SampleGenerator.Pet(7);
        await database.ExecuteAsync("UPDATE cluster_jobs SET status = 'succeeded', completed_at = now()");
        (await database.Images.DeleteAsync(pet.PetId, pet.Photos[0].ImageId, CancellationToken.None)).ShouldBeTrue();

        (await SeedAsync(database)).ShouldBe(1);

        (await database.ScalarAsync<Guid>("SELECT pet_id FROM cluster_jobs WHERE status = 'queued'")).ShouldBe(pet.PetId);
        (await database.Clusters.LoadPhotosAsync(pet.PetId)).Count.ShouldBe(pet.Photos.Count);
    }

    [Fact]
    public async Task Seed_after_a_run_that_died_before_a_job_makes_up_for_it()
    {
        await using var database = await servers.CreateDatabaseAsync();
        await SeedAsync(database);
        await database.ExecuteAsync($"DELETE FROM cluster_jobs WHERE pet_id = '{SamplePetIds.Id(3)}'");

        (await SeedAsync(database)).ShouldBe(1);

        (await database.ScalarAsync<long>("SELECT count(DISTINCT pet_id) FROM cluster_jobs")).ShouldBe(25);
    }

    private static Task<int> SeedAsync(TestDatabase database) =>
        new SampleSeeder(database.Images, database.Queue, database.Jobs, NullLogger<SampleSeeder>.Instance).SeedAsync(CancellationToken.None);
}
