using MediaClusters.MigrationService.Schema;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MediaClusters.Tests.MigrationService.Schema;

[Collection(ServersCollection.Name)]
public sealed class SchemaMigratorTests(Servers servers)
{
    private const string History = """SELECT string_agg("MigrationId", ',' ORDER BY "MigrationId") FROM "__EFMigrationsHistory" """;

    [Fact]
    public async Task Migrate_twice_applies_everything_once()
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();
        await using var context = database.CreateContext();
        var all = context.Database.GetMigrations().ToArray();

        (await Migrator(database).MigrateAsync(CancellationToken.None)).ShouldBe(all.Length);
        (await Migrator(database).MigrateAsync(CancellationToken.None)).ShouldBe(0);

        (await database.ScalarAsync<string>(History)).ShouldBe(string.Join(',', all));
    }

    [Fact]
    public async Task Migrate_in_several_processes_at_once_succeeds_in_all()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var database = await servers.CreateEmptyDatabaseAsync();
            var processes = Enumerable.Range(0, 5).Select(_ => new TestDatabase(database.ConnectionString)).ToArray();

            var applied = await Task.WhenAll(processes.Select(process => Task.Run(() => Migrator(process).MigrateAsync(CancellationToken.None))));

            applied.Count(count => count > 0).ShouldBe(1);
            await using var context = database.CreateContext();
            (await database.ScalarAsync<string>(History)).ShouldBe(string.Join(',', context.Database.GetMigrations()));
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task Migrate_always_leaves_a_data_source_that_knows_the_new_types()
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();
        (await database.ScalarAsync<int>("SELECT 1")).ShouldBe(1);

        await Migrator(database).MigrateAsync(CancellationToken.None);

        await database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), CancellationToken.None);
        (await database.ScalarAsync<ClusterJobStatus>("SELECT status FROM cluster_jobs")).ShouldBe(ClusterJobStatus.Queued);
    }

    [Fact]
    public async Task Migrate_interrupted_midway_leaves_a_database_the_next_run_finishes()
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();
        await using var context = database.CreateContext();
        var first = context.Database.GetMigrations().First();
        await context.Database.MigrateAsync(first);
        using var interrupt = new CancellationTokenSource();

        await using (var blocker = await database.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await blocker.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("LOCK TABLE pet_images IN ACCESS SHARE MODE", blocker, transaction);
            await hold.ExecuteNonQueryAsync();
            var migrating = Migrator(database).MigrateAsync(interrupt.Token);
            await UntilBlockedAsync(database);

            await interrupt.CancelAsync();

            await Should.ThrowAsync<OperationCanceledException>(() => migrating);
        }

        (await database.ScalarAsync<string>(History)).ShouldBe(first);
        (await Migrator(database).MigrateAsync(CancellationToken.None)).ShouldBe(context.Database.GetMigrations().Count() - 1);
    }

    private static SchemaMigrator Migrator(TestDatabase database) => new(
        database.Get<IDbContextFactory<MediaClustersDbContext>>(), database.DataSource, TimeProvider.System, NullLogger<SchemaMigrator>.Instance);

    private static async Task UntilBlockedAsync(TestDatabase database)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0)
            patience.Token.ThrowIfCancellationRequested();
    }
}
