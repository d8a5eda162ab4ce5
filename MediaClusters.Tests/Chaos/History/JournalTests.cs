using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.History;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Chaos.History;

/// <summary>The journal of a real database, and what the checks make of it.</summary>
[Collection(ServersCollection.Name)]
public sealed class JournalTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;
    private Journal _journal = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _journal = new Journal(_database.DataSource, new ChaosClock());
        await _journal.InstallAsync(default);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Job_and_its_version_are_told_as_they_were_committed()
    {
        var job = await ClaimAsync();
        await PersistAsync(job);

        var history = await ReadAsync();
        history.JobChanges.Select(change => (change.Was?.Status, change.Became.Status, change.Became.Attempts)).ShouldBe(
            [(null, "queued", 0), ("queued", "processing", 1), ("processing", "succeeded", 1)]);
        history.JobChanges[0].Key.ShouldBe("the-key");
        history.JobChanges[1].Became.Worker.ShouldBe("w1");
        history.JobChanges[1].Became.Lease!.Value.ShouldBe(history.JobChanges[1].By.At + TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2));
        history.JobChanges[2].Was!.Lease.ShouldBe(history.JobChanges[1].Became.Lease);

        var version = history.VersionWrites.ShouldHaveSingleItem();
        version.ShouldSatisfyAllConditions(
            () => version.Version.ShouldBe(1),
            () => version.JobId.ShouldBe(job.Id),
            () => version.By.Transaction.ShouldBe(history.JobChanges[2].By.Transaction));
        history.Jobs.ShouldHaveSingleItem().Status.ShouldBe("succeeded");
        new OneWriterAVersion().Judge(history).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_rolled_back_never_was()
    {
        await ClaimAsync();
        await using (var connection = await _database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE cluster_jobs SET priority = 50";
            await command.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }

        (await ReadAsync()).JobChanges.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("lease_expires_at = clock_timestamp()")]
    [InlineData("status = 'queued', lease_expires_at = NULL")]
    public async Task Version_that_gets_past_the_fence_is_found(string since)
    {
        var job = await ClaimAsync();
        await _database.ExecuteAsync($"UPDATE cluster_jobs SET {since}");

        // As the persisting statement would without its fence.
        await _database.ExecuteAsync($"""
            INSERT INTO pets (pet_id) VALUES ('{_pet}');
            WITH version AS (
              INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, job_id, created_at)
              VALUES (gen_random_uuid(), '{_pet}', 1, 0, 0, '{"{}"}', 'auto', decode(repeat('00', 32), 'hex'), '{job.Id}', now())
            )
            UPDATE cluster_jobs SET status = 'succeeded', lease_expires_at = NULL, completed_at = now()
            """);

        new OneWriterAVersion().Judge(await ReadAsync()).ShouldNotBeEmpty();
    }

    private async Task<ClaimedJob> ClaimAsync()
    {
        await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, Metadata: """{"key": "the-key"}"""), default);
        return (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
    }

    private async Task PersistAsync(ClaimedJob job) =>
        (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default)).ShouldNotBeNull();

    private async Task<RunHistory> ReadAsync() => new()
    {
        JobChanges = await _journal.ReadJobChangesAsync(default),
        VersionWrites = await _journal.ReadVersionWritesAsync(default),
        Jobs = await _journal.ReadJobsAsync(default),
    };
}
