using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>Who writes a pet, as Postgres knows it, and what a filler makes of it.</summary>
[Collection(ServersCollection.Name)]
public sealed class ProbingReaderTests(Servers servers, RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly Guid _other = Guid.CreateVersion7();
    private TestDatabase _database = null!;
    private ProbingReader _probing = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _probing = new(_database.DataSource, _database.Reader, NullLogger<ProbingReader>.Instance);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Writer_with_the_lock_is_seen_until_its_transaction_ends()
    {
        await using (var connection = await _database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand(PetWriteLock.AcquireSql, connection) { Parameters = { new("lock", PetWriteLock.Key(_pet)) } };
            await hold.ExecuteNonQueryAsync();

            (await FindUnwrittenAsync()).ShouldBe([_other]);
            await transaction.RollbackAsync();
        }

        (await FindUnwrittenAsync()).ShouldBe([_pet, _other], ignoreOrder: true);
    }

    [Fact]
    public async Task Job_is_seen_from_its_claim_to_the_commit_of_its_version_and_not_while_it_waits()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        (await FindUnwrittenAsync()).ShouldBe([_pet, _other], ignoreOrder: true);

        var job = await ClaimAsync();
        (await FindUnwrittenAsync()).ShouldBe([_other]);
        await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default);

        (await FindUnwrittenAsync()).ShouldBe([_pet, _other], ignoreOrder: true);
        (await _probing.FindLatestAsync(_pet, default)).Found.ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Writer_of_a_version_is_seen_while_it_marks()
    {
        Guid[]? seen = null;
        _database.Cache.WhilePending = async () => seen = await FindUnwrittenAsync();
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);

        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), Given.Input(), default);

        seen.ShouldBe([_other]);
    }

    [Fact]
    public async Task Reader_fills_only_when_no_job_is_at_work()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), Given.Input(), default);
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        var job = await ClaimAsync();
        var process = new CacheProcess(await redis.ConnectAsync(), new FakePostgres());
        var reader = new LatestClusters(
            process.Cache, new Trusting(), _probing, _database.Reader, new(Options.Create(new CacheOptions())), Options.Create(new CacheOptions()), TimeProvider.System);

        await ReadAsync(1);
        (await process.CachedAsync(_pet)).ShouldBeNull();
        await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(2), default);
        await process.LoseAsync(_pet);
        await ReadAsync(2);
        (await process.CachedAsync(_pet)).ShouldBe(2);

        async Task ReadAsync(long expected)
        {
            (await reader.FindAsync(_pet, 0, default)).ShouldNotBeNull().Version.ShouldBe(expected);
            await reader.LandedAsync(_pet);
        }
    }

    [Fact]
    public async Task Probe_that_fails_costs_the_fill_and_not_the_answer()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), Given.Input(), default);
        await _database.ExecuteAsync("ALTER TABLE cluster_jobs RENAME TO gone");

        (await FindUnwrittenAsync()).ShouldBeEmpty();
        (await _probing.FindLatestAsync(_pet, default)).Found.ShouldNotBeNull().Version.ShouldBe(1);
        (await _probing.FindLatestAsync([_pet, _other], [_pet], default)).Found.Keys.ShouldBe([_pet]);
    }

    private async Task<ClaimedJob> ClaimAsync() => (await _database.Queue.ClaimAsync("worker", 1, default)).ShouldHaveSingleItem();

    /// <summary>Asks for one and for many, which have to agree.</summary>
    private async Task<Guid[]> FindUnwrittenAsync()
    {
        Guid[] pets = [_pet, _other];
        var many = (await _probing.FindLatestAsync(pets, pets, default)).Unwritten;
        foreach (var pet in pets)
            (await _probing.FindLatestAsync(pet, default)).IsUnwritten.ShouldBe(many.Contains(pet));
        return [.. many];
    }
}
