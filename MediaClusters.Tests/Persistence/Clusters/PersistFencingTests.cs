using System.Text.Json;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Clusters;

/// <summary>What the one statement that persists takes for true since the pet was loaded, and what it does when it is not.</summary>
[Collection(ServersCollection.Name)]
public sealed class PersistFencingTests(Servers servers) : IAsyncLifetime
{
    private static readonly string[] Written = ["pet_clusters", "cluster_members", "cluster_heroes", "cluster_snapshots", "cache_outbox"];

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("lease_expires_at = clock_timestamp()")]
    [InlineData("attempts = attempts + 1")]
    [InlineData("worker_id = 'another'")]
    [InlineData("status = 'queued', lease_expires_at = NULL")]
    [InlineData("status = 'succeeded', lease_expires_at = NULL, completed_at = now()")]
    public async Task Persist_by_an_attempt_that_lost_its_job_writes_nothing(string since)
    {
        var (job, next) = await ClaimAndLoadAsync();
        await _database.ExecuteAsync($"UPDATE cluster_jobs SET {since}");
        var before = await JobAsync();

        (await PersistAsync(job, next)).ShouldBeNull();

        await ShouldHaveWrittenNothingAsync();
        (await JobAsync()).ShouldBe(before);
        _database.Cache.Calls.ShouldBe(["pending 1"], "a mark without its version only sends readers to Postgres");
    }

    [Fact]
    public async Task Persist_by_an_attempt_that_was_replaced_writes_nothing_and_the_new_one_does()
    {
        var (old, next) = await ClaimAndLoadAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = clock_timestamp()");
        await _database.Queue.ReapExpiredAsync(100, default);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET run_after = now()");
        var current = (await _database.Queue.ClaimAsync("w2", 1, default)).ShouldHaveSingleItem();

        (await PersistAsync(old, next)).ShouldBeNull();
        (await PersistAsync(current, next)).ShouldNotBeNull();

        (await CountAsync("pet_clusters")).ShouldBe(1);
    }

    [Fact]
    public async Task Persist_that_waited_for_the_reaper_writes_nothing()
    {
        var (job, next) = await ClaimAndLoadAsync();

        var persisted = await PersistBehindAsync(job, next, "UPDATE cluster_jobs SET status = 'queued', lease_expires_at = NULL");

        persisted.ShouldBeNull();
        await ShouldHaveWrittenNothingAsync();
    }

    [Fact]
    public async Task Persist_that_waited_for_a_request_to_run_again_queues_the_job_again()
    {
        var (job, next) = await ClaimAndLoadAsync();

        var persisted = await PersistBehindAsync(job, next, "UPDATE cluster_jobs SET rerun = true, rerun_force = true");

        persisted.ShouldNotBeNull();
        (await CountAsync("cluster_jobs WHERE status = 'queued' AND force AND NOT rerun AND result_version = 1 AND max_attempts > attempts")).ShouldBe(1);
        (await CountAsync("pet_clusters")).ShouldBe(1);
    }

    [Fact]
    public async Task Persist_holds_its_job_from_the_fence_to_the_commit_whatever_becomes_of_the_lease()
    {
        var (job, next) = await ClaimAndLoadAsync();
        var reaped = -1;
        await _database.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() + interval '0.5 s'");

        await _database.Clusters.PersistAsync(
            job, next, Given.Result(), Given.Input(),
            async (_, _) =>
            {
                await _database.ExecuteAsync("SELECT pg_sleep_until(max(lease_expires_at) + interval '0.1 s') FROM cluster_jobs");
                reaped = (await _database.Queue.ReapExpiredAsync(100, default)).Count;
            },
            default);

        reaped.ShouldBe(0);
        (await CountAsync("cluster_jobs WHERE status = 'succeeded' AND result_version = 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Persist_that_waited_for_a_restore_writes_nothing_and_keeps_the_job()
    {
        foreach (var hash in (byte[])[1, 2])
            await PersistAsync(await ClaimAsync(), await _database.Clusters.FindNextAsync(_pet), hash);
        var (job, next) = await ClaimAndLoadAsync();
        Task<PersistedVersion?>? persist = null;
        _database.Cache.WhilePending = async () =>
        {
            _database.Cache.WhilePending = null;
            persist = PersistAsync(job, next);
            await _database.UntilSomebodyWaitsAsync();
        };

        (await _database.Restorer.RestoreAsync(new(_pet, 1, AllowMissingPhotos: true), default)).Version.ShouldNotBeNull().Version.ShouldBe(3);

        (await Should.ThrowAsync<HeadMovedException>(() => persist.ShouldNotBeNull())).Message.ShouldContain("is at version 3; the result follows version 2");
        (await CountAsync("pet_clusters")).ShouldBe(3);
        (await CountAsync("cluster_jobs WHERE status = 'processing'")).ShouldBe(1);
    }

    [Fact]
    public async Task Persist_after_a_deletion_takes_a_number_above_it()
    {
        await PersistAsync(await ClaimAsync(), await _database.Clusters.FindNextAsync(_pet));
        await _database.Pets.DeleteAsync(_pet, "tester", null, default);

        var (job, next) = await ClaimAndLoadAsync();

        next.Follows.ShouldBe(0);
        (await PersistAsync(job, next)).ShouldNotBeNull().Version.ShouldBe(3);
    }

    [Fact]
    public async Task Versions_tell_the_databases_time_and_the_body_tells_it_to_the_digit()
    {
        var (job, next) = await ClaimAndLoadAsync();
        var store = new ClusterStore(_database.DataSource, _database.Cache, _database.Get<IOptions<JobQueueOptions>>(), new WrongClock());

        // Loaded by one host and written by another, whose calendars are decades apart: the database's counts.
        var written = (await store.PersistAsync(job, next, Given.Result(), Given.Input(), null, default)).ShouldNotBeNull();

        (await CountAsync($"pet_clusters c JOIN cluster_snapshots s ON s.cluster_id = c.id JOIN pets p ON p.latest_cluster_id = c.id WHERE c.created_at = '{written.CreatedAt:O}' AND s.created_at = c.created_at AND p.updated_at = c.created_at AND c.created_at BETWEEN now() - interval '1 min' AND now()")).ShouldBe(1);
        using var body = JsonDocument.Parse(_database.Cache.Bodies[_pet]);
        body.RootElement.GetProperty("created_at").GetDateTimeOffset().ShouldBe(written.CreatedAt);
    }

    [Fact]
    public async Task Version_after_one_from_the_future_is_later_still()
    {
        await PersistAsync(await ClaimAsync(), await _database.Clusters.FindNextAsync(_pet));
        await _database.ExecuteAsync("UPDATE pet_clusters SET created_at = clock_timestamp() + interval '1 h'");
        var newest = await _database.ScalarAsync<DateTime>("SELECT created_at FROM pet_clusters");
        var (job, next) = await ClaimAndLoadAsync();

        next.NotBefore.UtcDateTime.ShouldBe(newest.AddMicroseconds(1));
        (await PersistAsync(job, next)).ShouldNotBeNull().CreatedAt.UtcDateTime.ShouldBeGreaterThan(newest);
    }

    /// <summary>Persists while another transaction has changed the job and not committed yet.</summary>
    private async Task<PersistedVersion?> PersistBehindAsync(ClaimedJob job, NextVersion next, string change)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = change;
        await command.ExecuteNonQueryAsync();
        var persist = PersistAsync(job, next);
        await _database.UntilSomebodyWaitsAsync();
        await transaction.CommitAsync();
        return await persist;
    }

    private Task<PersistedVersion?> PersistAsync(ClaimedJob job, NextVersion next, byte hash = 1)
        => _database.Clusters.PersistAsync(job, next, Given.Result(), Given.Input(hash), beforeCommit: null, default);

    private async Task<(ClaimedJob Job, NextVersion Next)> ClaimAndLoadAsync() => (await ClaimAsync(), await _database.Clusters.FindNextAsync(_pet));

    private async Task<ClaimedJob> ClaimAsync()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        return (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
    }

    private async Task ShouldHaveWrittenNothingAsync()
    {
        foreach (var table in Written)
            (await CountAsync(table)).ShouldBe(0, table);
        (await CountAsync("pets WHERE latest_version > 0")).ShouldBe(0);
    }

    private Task<string?> JobAsync() => _database.ScalarAsync<string>("SELECT j::text FROM cluster_jobs j");

    private Task<long> CountAsync(string from) => _database.ScalarAsync<long>($"SELECT count(*) FROM {from}");

    private sealed class WrongClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
