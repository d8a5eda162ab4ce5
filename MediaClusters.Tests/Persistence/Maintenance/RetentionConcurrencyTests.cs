using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Maintenance;

/// <summary>Retention while others write, read, and move heads.</summary>
[Collection(ServersCollection.Name)]
public sealed class RetentionConcurrencyTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_version_that_is_becoming_the_latest_is_passed_over_without_waiting()
    {
        var pet = await _database.AddPetAsync(200, 150, 0);
        await using var other = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(other, MakeLatest(pet, version: 2));

        var removed = (await _database.RemoveAllAsync()).Removed;
        await transaction.CommitAsync();

        removed.PetClusters.ShouldBe(1);
        (await _database.ScalarAsync<long[]>("SELECT array_agg(version ORDER BY version) FROM pet_clusters")).ShouldBe([2, 3]);
        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_that_became_the_latest_after_it_was_chosen_stays_with_all_it_has()
    {
        var pet = await _database.AddPetAsync(200, 150, 0);
        var chosen = await _database.ScalarAsync<Guid[]>("SELECT array_agg(id) FROM pet_clusters WHERE version < 3");
        await _database.ExecuteAsync(MakeLatest(pet, version: 2));

        await using var remove = _database.DataSource.CreateCommand(RetentionSql.RemoveVersions);
        remove.Parameters.AddWithValue("ids", chosen!);
        (await remove.ExecuteScalarAsync()).ShouldBe(1L);

        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_that_something_else_refers_to_does_not_hold_the_others_up()
    {
        await _database.AddPetsAsync(60, 200, 150, 0);
        await _database.ExecuteAsync("CREATE TABLE exhibits (id uuid REFERENCES pet_clusters (id))");
        await _database.ExecuteAsync("INSERT INTO exhibits SELECT id FROM pet_clusters WHERE version = 2 LIMIT 2");

        var progress = await _database.RemoveAllAsync();

        progress.PassedOver.ShouldBe(2);
        progress.Removed.ShouldBe(new(118, 118 * OldVersions.Members, 118, 118));
        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_others_hold_is_passed_over()
    {
        await _database.AddPetsAsync(20, 200, 0);
        await _database.ExecuteAsync("INSERT INTO cluster_jobs (id, pet_id, status, completed_at) SELECT gen_random_uuid(), pet_id, 'failed', now() - interval '40 days' FROM pets");
        await _database.ExecuteAsync("INSERT INTO idempotency_keys (key, request_hash, job_id, created_at) SELECT job.id::text, 'x', job.id, now() - interval '2 days' FROM cluster_jobs job ORDER BY job.id LIMIT 5");
        await using var other = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "SELECT 1 FROM pet_clusters WHERE version = 1 LIMIT 3 FOR UPDATE");
        await ExecuteAsync(other, "SELECT 1 FROM cluster_jobs ORDER BY id DESC LIMIT 4 FOR UPDATE");
        await ExecuteAsync(other, "SELECT 1 FROM idempotency_keys ORDER BY key LIMIT 1 FOR UPDATE");

        var first = (await _database.RemoveAllAsync()).Removed;
        await transaction.CommitAsync();
        var second = (await _database.RemoveAllAsync()).Removed;

        first.ShouldBe(new(17, 17 * OldVersions.Members, 17, 17, ClusterJobs: 15, IdempotencyKeys: 4), "a job waits for its key");
        second.ShouldBe(new(3, 3 * OldVersions.Members, 3, 3, ClusterJobs: 5, IdempotencyKeys: 1));
    }

    [Fact]
    public async Task Writers_and_readers_notice_nothing()
    {
        var pets = await _database.AddPetsAsync(150, 300, 200, 100);
        using var over = new CancellationTokenSource();
        var writer = WriteAsync(pets, over.Token);
        var readers = Enumerable.Range(1, 4).Select(reader => ReadAsync(pets, new Random(reader), over.Token)).ToArray();

        RetentionProgress progress;
        var removed = 0L;
        do
        {
            progress = await _database.RemoveAllAsync(size: 60);
            removed += progress.Removed.PetClusters;
        }
        while (!writer.IsCompleted);

        var written = await writer;
        await over.CancelAsync();
        foreach (var reader in readers)
            (await reader).ShouldBeGreaterThan(0);
        removed += (await _database.RemoveAllAsync()).Removed.PetClusters;

        removed.ShouldBe((2 * pets.Length) + written, "each pet's old latest goes once it has been replaced");
        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    /// <summary>A new version for the first fifty.</summary>
    private async Task<int> WriteAsync(Guid[] pets, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var pet in pets.Take(50))
        {
            await _database.Queue.EnqueueAsync(Given.Request(pet), cancellationToken);
            var job = (await _database.Queue.ClaimAsync("w", 1, cancellationToken)).ShouldHaveSingleItem();
            var version = await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), cancellationToken);
            version.ShouldNotBeNull().Version.ShouldBe(4);
            written++;
        }

        return written;
    }

    private async Task<int> ReadAsync(Guid[] pets, Random random, CancellationToken cancellationToken)
    {
        var reads = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            (await _database.Reader.FindLatestAsync(pets[random.Next(pets.Length)], default)).ShouldNotBeNull("a pet always has its latest");
            reads++;
        }

        return reads;
    }

    private static string MakeLatest(Guid pet, long version)
        => $"UPDATE pets p SET latest_version = c.version, latest_cluster_id = c.id FROM pet_clusters c WHERE p.pet_id = '{pet}' AND c.pet_id = p.pet_id AND c.version = {version}";

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
