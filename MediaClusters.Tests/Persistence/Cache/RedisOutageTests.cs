using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>Redis frozen, killed and back again: readers get their answer from Postgres, in time, and believe the cache only once it is clean.</summary>
[Collection(ServersCollection.Name)]
public sealed class RedisOutageTests(Servers servers) : IAsyncLifetime
{
    private static readonly CacheOptions Defaults = new();

    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly FakePostgres _postgres = new() { Committed = 4 };
    private readonly ManualTimeProvider _time = new();
    private readonly RedisServer _redis = new();
    private ConnectionMultiplexer _connection = null!;
    private CacheProcess _process = null!;

    public async Task InitializeAsync()
    {
        await _redis.InitializeAsync();
        _connection = await _redis.ConnectAsync();
        _process = new(_connection, _postgres, _time, configure: Impatient);
    }

    public Task DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Find_while_Redis_is_frozen_is_answered_by_Postgres_when_the_budget_is_used_up()
    {
        await _process.ReadAsync(_pet);
        await _process.SettledAsync(_pet);
        _redis.Freeze();
        using var results = new ReadResults();

        var read = _process.ReadAsync(_pet);
        read.IsCompleted.ShouldBeFalse();
        _time.Advance(Defaults.Budget);

        (await read).ShouldBe(4);
        _postgres.Reads.ShouldBe(2);
        results.All.ShouldBe(["error"]);
    }

    [Fact]
    public async Task One_read_that_nothing_answers_is_an_outage_though_the_circuit_stays_closed()
    {
        (await SendAsync(advance: false)).ShouldBe(ReplyStatus.Answered);
        var before = _process.Port.Outages;
        _redis.Freeze();
        (await SendAsync(advance: true)).ShouldBe(ReplyStatus.Failed);
        _redis.Thaw();
        await _connection.GetDatabase().PingAsync();

        (await SendAsync(advance: false)).ShouldBe(ReplyStatus.Answered);
        _process.Port.Outages.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Circuit_opens_after_failures_and_closes_when_the_probe_succeeds()
    {
        _redis.Freeze();
        await FailUntilOpenAsync();

        // Open: Redis is not asked, so no time has to pass.
        (await SendAsync(advance: false)).ShouldBe(ReplyStatus.Refused);

        // The probe of the half-open circuit fails too.
        _time.Advance(Defaults.BreakerPause);
        (await SendAsync(advance: true)).ShouldBe(ReplyStatus.Failed);
        (await SendAsync(advance: false)).ShouldBe(ReplyStatus.Refused);

        _redis.Thaw();
        await _connection.GetDatabase().PingAsync();
        _time.Advance(Defaults.BreakerPause);
        (await SendAsync(advance: false)).ShouldBe(ReplyStatus.Answered);
        (await SendAsync(advance: false)).ShouldBe(ReplyStatus.Answered);
    }

    [Fact]
    public async Task Writer_while_Redis_is_frozen_is_told_so_after_its_budget()
    {
        _redis.Freeze();

        var marking = _process.MarkAsync(_pet, 5);
        _time.Advance(Defaults.WriterBudget);
        var mark = await marking;
        mark.IsAcknowledged.ShouldBeFalse();

        var publishing = _process.PublishAsync(mark);
        _time.Advance(Defaults.WriterBudget);
        (await publishing).ShouldBeFalse();
    }

    [Fact]
    public async Task Find_after_Redis_was_killed_is_answered_at_once_and_fills_again_after_its_return()
    {
        await RedisServer.UntilLostAsync(_connection, _redis.KillAsync);
        using var results = new ReadResults();

        (await _process.ReadAsync(_pet)).ShouldBe(4);
        (await _process.Latest.InvalidateAsync(_pet, CancellationToken.None)).ShouldBeFalse();
        results.All.ShouldBe(["bypass"]);

        await _redis.StartAsync();
        await RedisServer.UntilRestoredAsync(_connection);
        _time.Advance(Defaults.BreakerPause);
        (await _process.ReadAsync(_pet)).ShouldBe(4);
        await _process.SettledAsync(_pet);
        (await _process.CachedAsync(_pet)).ShouldBe(4);
    }

    [Fact]
    public async Task Cache_is_believed_after_an_outage_only_when_the_owed_updates_are_dropped()
    {
        await using var database = await servers.CreateDatabaseAsync();
        var trust = new CacheTrust(_process.Port, _process.Cache, database.DataSource, _time, NullLogger<CacheTrust>.Instance);
        var process = new CacheProcess(_connection, _postgres, _time, trust, Impatient);
        await process.PlantAsync(_pet, 4);
        trust.IsTrusted().ShouldBeTrue();

        // A writer commits version 5 while nobody reaches Redis, which keeps its old body meanwhile.
        _redis.Freeze();
        await FailUntilOpenAsync();
        _postgres.Committed = 5;
        await OweAsync(database.DataSource, _pet, 5);
        _redis.Thaw();
        await _connection.GetDatabase().PingAsync();
        (await process.CachedAsync(_pet)).ShouldBe(4);

        _time.Advance(Defaults.BreakerPause);
        (await process.ReadAsync(_pet)).ShouldBe(5);
        await trust.CatchingUp;

        trust.IsTrusted().ShouldBeTrue();
        (await process.CachedAsync(_pet)).ShouldBeNull();
        (await process.ReadAsync(_pet)).ShouldBe(5);
    }

    [Fact]
    public async Task Cache_is_not_believed_while_the_owed_updates_cannot_be_read()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        var trust = new CacheTrust(_process.Port, _process.Cache, nowhere, _time, NullLogger<CacheTrust>.Instance);
        _redis.Freeze();
        await FailUntilOpenAsync();
        _redis.Thaw();
        await _connection.GetDatabase().PingAsync();
        _time.Advance(Defaults.BreakerPause);

        trust.IsTrusted().ShouldBeFalse();
        await trust.CatchingUp;

        trust.IsTrusted().ShouldBeFalse();
    }

    private static void Impatient(CacheOptions options)
    {
        options.Budget = Defaults.Budget;
        options.WriterBudget = Defaults.WriterBudget;
    }

    private async Task FailUntilOpenAsync()
    {
        for (var i = 0; i < Defaults.BreakerMinimumThroughput; i++)
            (await SendAsync(advance: true)).ShouldBe(ReplyStatus.Failed);
    }

    private async Task<ReplyStatus> SendAsync(bool advance)
    {
        var sending = _process.Port.SendAsync(_pet, static (redis, pet) => redis.StringGetAsync(CacheKeys.Latest(pet)), Defaults.Budget).AsTask();
        if (advance)
            _time.Advance(Defaults.Budget);
        return (await sending).Status;
    }

    private static async Task OweAsync(NpgsqlDataSource database, Guid pet, long version)
    {
        await using var command = database.CreateCommand("INSERT INTO cache_outbox (pet_id, version) VALUES ($1, $2)");
        command.Parameters.Add(new() { Value = pet });
        command.Parameters.Add(new() { Value = version });
        await command.ExecuteNonQueryAsync();
    }
}
