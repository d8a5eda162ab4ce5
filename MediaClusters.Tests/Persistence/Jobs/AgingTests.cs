using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>Jobs of the highest priority never end, and one of the lowest waits.</summary>
[Collection(ServersCollection.Name)]
public sealed class AgingTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 3)]
    [InlineData(16, 1)]
    public async Task Claim_with_endless_urgent_jobs_takes_the_one_that_waits_longest_in_one_of_eight_turns(int size, int claims)
    {
        var worker = new QueueProcess(_database);
        var waiting = (await _database.AddQueuedAsync(1, -100, "now() - interval '3 minutes'")).Single();

        (await ClaimsUntilAsync(worker, waiting, size, atMost: 100)).ShouldBe(claims);
    }

    [Fact]
    public async Task Claim_with_aging_off_never_takes_it()
    {
        var worker = new QueueProcess(_database, options => options.AgingShare = 0);
        var waiting = (await _database.AddQueuedAsync(1, -100, "now() - interval '3 minutes'")).Single();

        (await ClaimsUntilAsync(worker, waiting, size: 1, atMost: 50)).ShouldBeNull();
    }

    [Fact]
    public async Task Claim_leaves_it_where_it_is_until_it_has_waited_long_enough()
    {
        var worker = new QueueProcess(_database, options => options.AgingAfter = TimeSpan.FromMinutes(5));
        var waiting = (await _database.AddQueuedAsync(1, -100, "now() - interval '3 minutes'")).Single();

        (await ClaimsUntilAsync(worker, waiting, size: 1, atMost: 30)).ShouldBeNull();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET run_after = now() - interval '6 minutes' WHERE priority = -100");
        await worker.LookAsync();
        (await ClaimsUntilAsync(worker, waiting, size: 1, atMost: 30)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task Claim_of_many_takes_those_that_wait_longest_of_all_priorities_first()
    {
        var worker = new QueueProcess(_database);
        await worker.LookAsync();
        await _database.AddQueuedAsync(50, 100);
        var oldest = await _database.AddQueuedAsync(1, -100, "now() - interval '5 minutes'");
        var older = await _database.AddQueuedAsync(1, -7, "now() - interval '4 minutes'");
        await _database.AddQueuedAsync(5, 0, "now() - interval '3 minutes'");
        await worker.LookAsync();

        var claimed = await worker.ClaimIdsAsync(16);

        claimed.Length.ShouldBe(16);
        claimed.Distinct().Count().ShouldBe(16);
        claimed.ShouldContain(oldest.Single());
        claimed.ShouldContain(older.Single());
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'processing' AND priority = 100")).ShouldBe(14);
    }

    [Fact]
    public async Task Claim_of_more_than_there_is_takes_all_of_it_aged_or_not()
    {
        var worker = new QueueProcess(_database);
        await _database.AddQueuedAsync(3, 100);
        await _database.AddQueuedAsync(4, -100, "now() - interval '5 minutes'");
        await worker.LookAsync();

        (await worker.ClaimIdsAsync(64)).Distinct().Count().ShouldBe(7);
        (await worker.ClaimIdsAsync(64)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_by_workers_that_want_the_same_one_gives_it_to_one_and_every_slot_a_job()
    {
        var workers = Enumerable.Range(0, 6).Select(_ => new QueueProcess(_database, options => options.AgingShare = 1)).ToArray();
        await _database.AddQueuedAsync(100, 100);
        await _database.AddQueuedAsync(3, -100, "now() - interval '5 minutes'");
        await Task.WhenAll(workers.Select(worker => worker.LookAsync()));

        var claimed = await Task.WhenAll(workers.Select(worker => worker.ClaimIdsAsync(4)));

        claimed.ShouldAllBe(ids => ids.Length == 4);
        claimed.SelectMany(ids => ids).Distinct().Count().ShouldBe(24);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'queued' AND priority = -100")).ShouldBe(0);
    }

    private async Task<int?> ClaimsUntilAsync(QueueProcess worker, Guid waiting, int size, int atMost)
    {
        await worker.LookAsync();
        for (var claims = 1; claims <= atMost; claims++)
        {
            await _database.AddQueuedAsync(size, 100);
            var ids = await worker.ClaimIdsAsync(size);
            ids.Length.ShouldBe(size);
            if (ids.Contains(waiting))
                return claims;
            await _database.FinishClaimedAsync();
        }

        return null;
    }
}
