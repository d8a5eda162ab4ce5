using System.Text.Json;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Pets;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Pets;

[Collection(ServersCollection.Name)]
public sealed class PetStoreTests(Servers servers) : IAsyncLifetime
{
    private static readonly string[] Tables =
        ["pet_images", "cluster_jobs", "cluster_job_events", "idempotency_keys", "pet_clusters", "cluster_members", "cluster_heroes", "cluster_snapshots", "cache_outbox", "pets"];

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Delete_removes_everything_of_the_pet_and_keeps_the_count()
    {
        await _database.Images.UpsertAsync(_pet, Given.Images(6), default);
        await _database.Queue.EnqueueAsync(Given.Request(_pet) with { IdempotencyKey = "key" }, default);
        await PersistAsync(_pet);
        await PersistAsync(_pet);
        await CancelledJobAsync(_pet);
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);

        var deleted = (await DeleteAsync("GDPR-7")).ShouldNotBeNull();

        foreach (var table in Tables.Except(["cache_outbox"], StringComparer.Ordinal))
            (await CountAsync(table)).ShouldBe(0, table);
        (await CountAsync("cache_outbox")).ShouldBe(1);
        (await CountAsync($"cache_outbox WHERE pet_id = '{_pet}' AND version = 3")).ShouldBe(1);
        deleted.Removed.ShouldBe(
            new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["pet_images"] = 6, ["cluster_jobs"] = 4, ["cluster_job_events"] = 1, ["idempotency_keys"] = 1, ["pet_clusters"] = 2, ["cluster_members"] = 8,
                ["cluster_heroes"] = 4, ["cluster_snapshots"] = 2, ["cache_outbox"] = 2,
            },
            ignoreOrder: true);
        deleted.Version.ShouldBe(3);
        await using var context = _database.CreateContext();
        var audit = context.Set<PetDeletion>().ShouldHaveSingleItem();
        (audit.PetId, audit.Version, audit.RequestedBy, audit.Reason, audit.DeletedAt).ShouldBe((_pet, 3, "tester", "GDPR-7", deleted.DeletedAt));
        JsonSerializer.Deserialize<Dictionary<string, long>>(audit.Removed).ShouldBe(deleted.Removed, ignoreOrder: true);
    }

    [Fact]
    public async Task Delete_leaves_other_pets_alone()
    {
        var other = Guid.NewGuid();
        await _database.Images.UpsertAsync(other, Given.Images(2), default);
        await _database.Queue.EnqueueAsync(Given.Request(other) with { IdempotencyKey = "key" }, default);
        await PersistAsync(other);
        await PersistAsync(_pet);
        await CancelledJobAsync(other);
        await CancelledJobAsync(_pet);

        await DeleteAsync();

        foreach (var table in Tables)
            (await CountAsync(table)).ShouldBeGreaterThan(0, table);
        (await _database.Reader.FindLatestAsync(other, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_of_nobody_writes_nothing()
    {
        (await DeleteAsync()).ShouldBeNull();
        await PersistAsync(_pet);
        (await DeleteAsync()).ShouldNotBeNull();

        (await DeleteAsync()).ShouldBeNull();

        (await CountAsync("pet_deletions")).ShouldBe(1);
        (await CountAsync("pets")).ShouldBe(0);
    }

    [Fact]
    public async Task Delete_of_a_pet_that_only_jobs_were_asked_for_removes_those()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);

        (await DeleteAsync()).ShouldNotBeNull().Removed["cluster_jobs"].ShouldBe(1);

        (await CountAsync("cluster_jobs")).ShouldBe(0);
        (await CountAsync("pets")).ShouldBe(0);
    }

    [Fact]
    public async Task Delete_marks_before_the_commit_and_forgets_after_it()
    {
        await PersistAsync(_pet);
        _database.Cache.Calls.Clear();
        long? seenWhilePending = null;
        _database.Cache.WhilePending = async () => seenWhilePending = await CountAsync("pet_clusters");

        await DeleteAsync();

        seenWhilePending.ShouldBe(1);
        _database.Cache.Calls.ShouldBe(["pending 2", "forget 2"]);
    }

    [Fact]
    public async Task A_pet_that_comes_again_goes_on_above_the_number_of_its_deletion()
    {
        await PersistAsync(_pet);
        (await DeleteAsync()).ShouldNotBeNull().Version.ShouldBe(2);
        (await PersistAsync(_pet)).Version.ShouldBe(3);
        (await PersistAsync(_pet)).Version.ShouldBe(4);
        (await _database.Restorer.RestoreAsync(new(_pet, 1, AllowMissingPhotos: true), default)).Outcome.ShouldBe(RestoreOutcome.NotFound);

        (await DeleteAsync()).ShouldNotBeNull().Version.ShouldBe(5);
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        (await DeleteAsync()).ShouldNotBeNull().Version.ShouldBe(6);

        (await PersistAsync(_pet)).Version.ShouldBe(7);
        (await _database.Reader.ListLatestVersionsAsync([_pet], default)).ShouldHaveSingleItem().Value.ShouldBe(7);
    }

    [Fact]
    public async Task A_worker_that_loaded_the_photos_before_the_deletion_writes_nothing()
    {
        await _database.Images.UpsertAsync(_pet, Given.Images(5), default);
        var job = await ClaimAsync(_pet);
        using var loaded = await _database.Clusters.LoadAsync(_pet, 100, default);
        loaded.Photos.Count.ShouldBe(5);

        await DeleteAsync();

        (await _database.Clusters.PersistAsync(job, loaded.Next, Given.Result(), Given.Input(), null, default)).ShouldBeNull();
        (await _database.Queue.RenewAsync([job], default)).ShouldBeEmpty();
        (await _database.Queue.FailAsync(job, "error", permanent: false, default)).ShouldBeNull();
        (await _database.Queue.CompleteAsync(job, null, default)).ShouldBeFalse();
        (await _database.Queue.HandBackAsync([job], default)).ShouldBe(0);
        foreach (var table in Tables.Except(["cache_outbox"], StringComparer.Ordinal))
            (await CountAsync(table)).ShouldBe(0, table);
    }

    [Fact]
    public async Task A_worker_that_waits_for_the_deletion_writes_nothing()
    {
        var job = await ClaimAsync(_pet);
        Task<PersistedVersion?>? persist = null;
        _database.Cache.WhilePending = async () =>
        {
            _database.Cache.WhilePending = null;
            persist = _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default);
            await _database.UntilSomebodyWaitsAsync();
        };

        await DeleteAsync();

        (await persist.ShouldNotBeNull()).ShouldBeNull();
        (await CountAsync("pets")).ShouldBe(0);
        _database.Cache.Calls.ShouldNotContain("publish 1");
    }

    [Fact]
    public async Task A_deletion_waits_for_the_version_that_is_being_written_and_takes_it_along()
    {
        var job = await ClaimAsync(_pet);
        Task<DeletedPet?>? delete = null;
        async Task DeleteMeanwhileAsync(PersistedVersion version, CancellationToken cancellationToken)
        {
            delete = DeleteAsync();
            await _database.UntilSomebodyWaitsAsync();
        }

        var next = await _database.Clusters.FindNextAsync(_pet);
        (await _database.Clusters.PersistAsync(job, next, Given.Result(), Given.Input(), DeleteMeanwhileAsync, default)).ShouldNotBeNull();

        var deleted = (await delete.ShouldNotBeNull()).ShouldNotBeNull();
        (deleted.Version, deleted.Removed["pet_clusters"]).ShouldBe((2, 1));
        (await CountAsync("pet_clusters")).ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_that_waits_for_the_deletion_begins_a_new_pet()
    {
        await _database.Images.UpsertAsync(_pet, Given.Images(2), default);
        await PersistAsync(_pet);
        Task? upload = null, enqueue = null;
        _database.Cache.WhilePending = async () =>
        {
            _database.Cache.WhilePending = null;
            upload = _database.Images.UpsertAsync(_pet, Given.Images(3, firstSeed: 2), default);
            await _database.UntilSomebodyWaitsAsync();
            enqueue = _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        };

        (await DeleteAsync()).ShouldNotBeNull().Removed["pet_images"].ShouldBe(2);

        await upload.ShouldNotBeNull();
        await enqueue.ShouldNotBeNull();
        (await CountAsync("pet_images")).ShouldBe(3);
        (await CountAsync("cluster_jobs WHERE status = 'queued'")).ShouldBe(1);
        (await PersistAsync(_pet)).Version.ShouldBe(3);
    }

    private Task<DeletedPet?> DeleteAsync(string? reason = null) => _database.Pets.DeleteAsync(_pet, "tester", reason, default);

    private Task<long> CountAsync(string table) => _database.ScalarAsync<long>($"SELECT count(*) FROM {table}");

    private async Task<ClaimedJob> ClaimAsync(Guid pet)
    {
        await _database.Queue.EnqueueAsync(Given.Request(pet), default);
        return (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
    }

    private async Task CancelledJobAsync(Guid pet)
    {
        var job = await _database.Queue.EnqueueAsync(Given.Request(pet), default);
        (await _database.JobAdmin.CancelAsync(job.JobId, new("tester", "test"), default)).Outcome.ShouldBe(CancelOutcome.Cancelled);
    }

    private async Task<PersistedVersion> PersistAsync(Guid pet)
        => (await _database.Clusters.PersistAsync(await ClaimAsync(pet), Given.Result(), Given.Input(), default)).ShouldNotBeNull();
}
