using MediaClusters.LoadTests.Seeding;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.LoadTests.Seeding;

[Collection(ServersCollection.Name)]
public sealed class PetSeederTests(Servers servers)
{
    /// <summary>Every reference that seeding does not let Postgres check.</summary>
    private const string Dangling = """
        SELECT (SELECT count(*) FROM pets WHERE latest_cluster_id NOT IN (SELECT id FROM pet_clusters))
             + (SELECT count(*) FROM pet_clusters WHERE pet_id NOT IN (SELECT pet_id FROM pets))
             + (SELECT count(*) FROM cluster_members WHERE cluster_id NOT IN (SELECT id FROM pet_clusters))
             + (SELECT count(*) FROM cluster_heroes WHERE cluster_id NOT IN (SELECT id FROM pet_clusters))
             + (SELECT count(*) FROM cluster_snapshots WHERE cluster_id NOT IN (SELECT id FROM pet_clusters))
             + (SELECT count(*) FROM pet_images WHERE pet_id NOT IN (SELECT pet_id FROM pets))
        """;

    [Fact]
    public async Task Seeded_versions_are_served_and_read_back_by_the_product_and_can_be_topped_up()
    {
        await using var database = await servers.CreateDatabaseAsync();
        var seeder = new PetSeeder(database.DataSource, seed: 4, TimeProvider.System);

        await seeder.SeedAsync(pets: 20, withPhotos: 5, CancellationToken.None);
        await seeder.SeedAsync(pets: 50, withPhotos: 10, CancellationToken.None);

        (seeder.Count, seeder.WithPhotos).ShouldBe((50, 10));
        (await CountAsync(database.DataSource, "SELECT count(*) FROM pets")).ShouldBe(50);
        (await CountAsync(database.DataSource, Dangling)).ShouldBe(0);
        (await CountAsync(database.DataSource, "SELECT count(*) FROM pet_images")).ShouldBe(Enumerable.Range(0, 10).Sum(index => seeder[index].Photos));
        foreach (var pet in (SeededPet[])[seeder[0], seeder[19], seeder[20], seeder[49]])
            await IsServedAsync(database, pet);
    }

    private static async Task IsServedAsync(TestDatabase database, SeededPet pet)
    {
        var latest = (await database.Reader.FindLatestAsync(pet.Id, CancellationToken.None)).ShouldNotBeNull();
        latest.Version.ShouldBe(1);
        var (createdAt, result, _) = VersionReader.Read(latest.Body);
        VersionJson.Write(pet.Id, 1, createdAt, pet.Version()).ToArray().ShouldBe(latest.Body.ToArray());
        result.ImageCount.ShouldBe(pet.Photos);

        var summary = (await database.Reader.ListAsync(pet.Id, null, 10, CancellationToken.None)).ShouldHaveSingleItem();
        summary.CreatedAt.ShouldBe(createdAt);
        summary.ClusterCount.ShouldBe(pet.Groups);

        var grouped = result.Clusters[1];
        var placement = (await database.Reader.FindPlacementsAsync(grouped.Members[0].ImageId, latestOnly: true, null, 10, CancellationToken.None)).ShouldHaveSingleItem();
        placement.StableId.ShouldBe(grouped.StableId);
        placement.Distance.ShouldBe(grouped.Members[0].Distance);
        placement.IsHero.ShouldBe(grouped.Hero.ImageId == grouped.Members[0].ImageId);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
