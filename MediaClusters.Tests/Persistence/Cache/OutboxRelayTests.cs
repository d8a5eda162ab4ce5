using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>The relay's SQL on a real Postgres, its scripts on a real Redis.</summary>
[Collection(ServersCollection.Name)]
public sealed class OutboxRelayTests(Servers servers, RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly FakePostgres _postgres = new();
    private TestDatabase _database = null!;
    private CacheProcess _process = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _process = new(await redis.ConnectAsync(), _postgres);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Relay_settles_for_a_writer_that_died_after_its_commit()
    {
        await _process.MarkAsync(_pet, 5);
        _postgres.Committed = 5;
        await OweAsync(_pet, 5, age: TimeSpan.FromSeconds(1));

        (await Relay().RelayAsync(100, CancellationToken.None)).ShouldBe(1);

        (await OwedAsync()).ShouldBe(0);
        (await _process.ReadAsync(_pet)).ShouldBe(5);
        await _process.SettledAsync(_pet);
        (await _process.CachedAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Relay_removes_the_body_a_writer_without_Redis_left_behind()
    {
        await _process.PlantAsync(_pet, 4);
        await OweAsync(_pet, 5, age: TimeSpan.FromSeconds(1));

        await Relay().RelayAsync(100, CancellationToken.None);

        (await _process.CachedAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task Relay_of_a_late_row_leaves_the_newer_body_and_the_newer_marker()
    {
        var other = Guid.CreateVersion7();
        await _process.PlantAsync(_pet, 6);
        await _process.MarkAsync(other, 6);
        await OweAsync(_pet, 5, age: TimeSpan.FromSeconds(1));
        await OweAsync(other, 5, age: TimeSpan.FromSeconds(1));

        (await Relay().RelayAsync(100, CancellationToken.None)).ShouldBe(2);

        (await _process.CachedAsync(_pet)).ShouldBe(6);
        (await _process.Redis.KeyExistsAsync(CacheKeys.Pending(other))).ShouldBeTrue();
    }

    [Fact]
    public async Task Relay_leaves_rows_within_the_grace_period_to_their_writer()
    {
        await OweAsync(_pet, 5, age: TimeSpan.Zero);

        (await Relay(TimeSpan.FromMinutes(10)).RelayAsync(100, CancellationToken.None)).ShouldBe(0);
        (await OwedAsync()).ShouldBe(1);

        (await Relay(TimeSpan.Zero).RelayAsync(100, CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task Relay_takes_several_versions_of_a_pet_at_once_and_no_more_rows_than_asked()
    {
        for (var version = 1; version <= 5; version++)
            await OweAsync(_pet, version, age: TimeSpan.FromSeconds(10 - version));

        (await Relay().RelayAsync(3, CancellationToken.None)).ShouldBe(3);
        (await _database.ScalarAsync<long>("SELECT min(version) FROM cache_outbox")).ShouldBe(4);
        (await Relay().RelayAsync(3, CancellationToken.None)).ShouldBe(2);
        (await Relay().RelayAsync(3, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Relay_passes_over_the_rows_another_relay_holds()
    {
        var other = Guid.CreateVersion7();
        await OweAsync(_pet, 1, age: TimeSpan.FromSeconds(2));
        await OweAsync(other, 1, age: TimeSpan.FromSeconds(1));
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT 1 FROM cache_outbox WHERE pet_id = $1 FOR UPDATE", connection) { Parameters = { new() { Value = _pet } } };
        await hold.ExecuteNonQueryAsync();

        (await Relay().RelayAsync(100, CancellationToken.None)).ShouldBe(1);

        (await _database.ScalarAsync<Guid>("SELECT pet_id FROM cache_outbox")).ShouldBe(_pet);
    }

    [Fact]
    public async Task Relay_without_Redis_keeps_the_rows()
    {
        await using var own = new OwnRedis();
        await own.Server.InitializeAsync();
        var connection = await own.Server.ConnectAsync();
        var process = new CacheProcess(connection, _postgres);
        await RedisServer.UntilLostAsync(connection, own.Server.KillAsync);
        await OweAsync(_pet, 5, age: TimeSpan.FromSeconds(1));

        (await Relay(process: process).RelayAsync(100, CancellationToken.None)).ShouldBe(0);

        (await OwedAsync()).ShouldBe(1);
        (await Relay().RelayAsync(100, CancellationToken.None)).ShouldBe(1);
    }

    private OutboxRelay Relay(TimeSpan? grace = null, CacheProcess? process = null) => new(
        _database.DataSource,
        (process ?? _process).Cache,
        new LegacyStates((process ?? _process).Port),
        Options.Create(new CacheOptions { RelayGrace = grace ?? TimeSpan.FromMilliseconds(200) }),
        NullLogger<OutboxRelay>.Instance);

    private async Task OweAsync(Guid pet, long version, TimeSpan age)
    {
        await using var command = _database.DataSource.CreateCommand("INSERT INTO cache_outbox (pet_id, version, created_at) VALUES ($1, $2, now() - $3)");
        command.Parameters.Add(new() { Value = pet });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = age });
        await command.ExecuteNonQueryAsync();
    }

    private Task<long> OwedAsync() => _database.ScalarAsync<long>("SELECT count(*) FROM cache_outbox");

    private sealed class OwnRedis : IAsyncDisposable
    {
        public RedisServer Server { get; } = new();

        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }
}
