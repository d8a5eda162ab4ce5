using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Pets;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.Persistence.Cache;
using MediaClusters.Tests.Worker.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Pets;

/// <summary>A deletion whose process dies right after the commit, on a real Postgres and a real Redis.</summary>
[Collection(ServersCollection.Name)]
public sealed class DeletionCacheTests(Servers servers, RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;
    private CacheProcess _process = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _process = new(await redis.ConnectAsync(), new FakePostgres());
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        var job = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default)).ShouldNotBeNull();
        await _database.ExecuteAsync("DELETE FROM cache_outbox");
        await _process.PlantAsync(_pet, 1);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Readers_see_no_body_from_the_commit_on()
    {
        var reader = Reader();
        (await reader.FindAsync(_pet, 0, default)).ShouldNotBeNull();

        await DeleteAndDieAsync(new DyingWriter(_process.Writer));

        (await reader.FindAsync(_pet, 0, default)).ShouldBeNull();
        (await Reader().FindAsync(_pet, 0, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Readers_see_no_body_once_the_relay_reaches_a_Redis_that_was_not_told()
    {
        await DeleteAndDieAsync(new DyingWriter(inner: null));
        (await Reader().FindAsync(_pet, 0, default)).ShouldNotBeNull("Redis knows nothing of it yet");
        var relay = new OutboxRelay(_database.DataSource, _process.Cache, new LegacyStates(_process.Port), Options.Create(new CacheOptions { RelayGrace = TimeSpan.Zero }), NullLogger<OutboxRelay>.Instance);

        (await relay.RelayAsync(100, default)).ShouldBe(1);

        (await Reader().FindAsync(_pet, 0, default)).ShouldBeNull();
    }

    private Task DeleteAndDieAsync(DyingWriter writer) =>
        Should.ThrowAsync<IOException>(() => new PetStore(_database.DataSource, writer, new FakeRollout(), new FakeRollout()).DeleteAsync(_pet, "tester", null, default));

    /// <summary>The read path of another process.</summary>
    private LatestClusters Reader() => new(
        _process.Cache,
        new Trusting(),
        new ProbingReader(_database.DataSource, _database.Reader, NullLogger<ProbingReader>.Instance),
        _database.Reader,
        new(Options.Create(new CacheOptions())),
        Options.Create(new CacheOptions()),
        TimeProvider.System);

    /// <summary>Marks, or tells Redis nothing; and is gone after the commit.</summary>
    private sealed class DyingWriter(ICacheWriter? inner) : ICacheWriter
    {
        public Task<PendingMark> MarkPendingAsync(Guid petId, long version, CancellationToken cancellationToken) =>
            inner?.MarkPendingAsync(petId, version, cancellationToken) ?? Task.FromResult(new PendingMark(petId, version, Token: null));

        public Task<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ForgetAsync(PendingMark mark, CancellationToken cancellationToken) => throw new IOException("The process died.");
    }
}
