using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class BulkEnqueueTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private IBulkEnqueue Bulk => _database.Get<IBulkEnqueue>();

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Enqueue_many_tells_what_serves_each()
    {
        Guid[] pets = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        var processing = await _database.Queue.EnqueueAsync(new(pets[0], "upload"), default);
        await _database.Queue.ClaimAsync("worker", 1, default);
        var queued = await _database.Queue.EnqueueAsync(new(pets[1], "upload", Priority: 5), default);

        var results = await Bulk.EnqueueAsync(pets, "backfill", """{"a": 1}""", default);

        results.Select(result => result.Disposition).ShouldBe([EnqueueDisposition.RerunRequested, EnqueueDisposition.Joined, EnqueueDisposition.Created], ignoreOrder: true);
        results.Single(result => result.Disposition == EnqueueDisposition.RerunRequested).JobId.ShouldBe(processing.JobId);
        results.Single(result => result.Disposition == EnqueueDisposition.Joined).JobId.ShouldBe(queued.JobId);
        var created = (await _database.Jobs.FindAsync(results.Single(result => result.Disposition == EnqueueDisposition.Created).JobId, default)).ShouldNotBeNull();
        (created.PetId, created.Priority, created.Reason, created.Metadata).ShouldBe((pets[2], -100, "backfill", """{"a": 1}"""));
        var joined = (await _database.Jobs.FindAsync(queued.JobId, default)).ShouldNotBeNull();
        (joined.Priority, joined.Reason).ShouldBe((5, "upload"));
    }

    [Fact]
    public async Task Enqueue_many_at_once_and_beside_single_requests_makes_one_job_a_pet()
    {
        var pets = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToArray();

        var bulks = Enumerable.Range(0, 4).Select(n => Bulk.EnqueueAsync([.. pets.Skip(n * 10).Take(40).Reverse()], "backfill", null, default));
        var singles = pets.Select(pet => _database.Queue.EnqueueAsync(Given.Request(pet), default));
        await Task.WhenAll(Task.WhenAll(bulks), Task.WhenAll(singles));

        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs")).ShouldBe(60);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE priority = 0")).ShouldBe(60);
    }

    [Fact]
    public async Task Enqueue_many_runs_behind_everything_else()
    {
        await Bulk.EnqueueAsync([Guid.NewGuid(), Guid.NewGuid()], "backfill", null, default);
        var interactive = await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);

        (await _database.Queue.ClaimAsync("worker", 1, default)).ShouldHaveSingleItem().Id.ShouldBe(interactive.JobId);
    }

    [Fact]
    public async Task Enqueue_none_or_too_many_does_nothing()
    {
        (await Bulk.EnqueueAsync([], "backfill", null, default)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Bulk.EnqueueAsync(new Guid[501], "backfill", null, default));
    }
}
