using MediaClusters.Persistence.Freshness;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Freshness;

[Collection(ServersCollection.Name)]
public sealed class FreshnessReaderTests(Servers servers) : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private TestDatabase _database = null!;

    private IFreshnessReader Reader => _database.Get<IFreshnessReader>();

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Read_counts_pets_with_photos_for_long_and_without_a_version()
    {
        var (counted, young, emptied, clustered) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var seed = 1;
        foreach (var pet in (Guid[])[counted, young, emptied, clustered])
            await _database.Images.UpsertAsync(pet, [Given.Image(seed++), Given.Image(seed++)], default);
        await _database.ExecuteAsync($"DELETE FROM pet_images WHERE pet_id = '{emptied}'");
        await PersistAsync(clustered);
        await _database.ExecuteAsync($"UPDATE pets SET updated_at = now() - interval '25 hours' WHERE pet_id <> '{young}'");
        await _database.ExecuteAsync($"UPDATE pets SET updated_at = now() - interval '23 hours' WHERE pet_id = '{young}'");

        (await Reader.ReadAsync(Day, default)).UnclusteredPets.ShouldBe(1);
        (await Reader.ReadAsync(TimeSpan.FromHours(22), default)).UnclusteredPets.ShouldBe(2);
    }

    [Fact]
    public async Task Read_tells_the_age_of_the_newest_version_once_there_is_one()
    {
        (await Reader.ReadAsync(Day, default)).ShouldBe(new FreshnessReading(0, null));

        await PersistAsync(Guid.NewGuid());
        await PersistAsync(Guid.NewGuid());
        await _database.ExecuteAsync("UPDATE pet_clusters SET created_at = now() - interval '3 days'");
        (await Reader.ReadAsync(Day, default)).NewestVersionAge!.Value.ShouldBeInRange(TimeSpan.FromDays(3), TimeSpan.FromDays(3.1));

        await PersistAsync(Guid.NewGuid());
        (await Reader.ReadAsync(Day, default)).NewestVersionAge!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Pending_migrations_are_those_the_database_has_not_seen()
    {
        (await Reader.CountPendingMigrationsAsync(default)).ShouldBe(0);

        await _database.ExecuteAsync("""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = (SELECT max("MigrationId") FROM "__EFMigrationsHistory")""");
        (await Reader.CountPendingMigrationsAsync(default)).ShouldBe(1);

        await _database.ExecuteAsync("""DROP TABLE "__EFMigrationsHistory" """);
        (await Reader.CountPendingMigrationsAsync(default)).ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(FreshnessReader.CountUnclustered, "ix_pets_without_version")]
    [InlineData(FreshnessReader.FindNewestAge, "ix_pet_clusters_age")]
    public async Task Read_walks_an_index(string sql, string index)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var plan = new NpgsqlBatch(connection);

        // Tables as small as these are otherwise read whole.
        plan.BatchCommands.Add(new("SET enable_seqscan = off"));
        plan.BatchCommands.Add(new("EXPLAIN " + sql.Replace("@age", "interval '24 hours'", StringComparison.Ordinal)));
        await using var reader = await plan.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));

        lines.ShouldContain(line => line.Contains(index, StringComparison.Ordinal), string.Join('\n', lines));
    }

    private async Task PersistAsync(Guid pet)
    {
        await _database.Queue.EnqueueAsync(Given.Request(pet), default);
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        (await _database.Clusters.PersistAsync(claim, Given.Result(), Given.Input(), default)).ShouldNotBeNull();
    }
}
