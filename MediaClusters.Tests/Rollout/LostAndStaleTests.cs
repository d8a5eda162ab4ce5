using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Worker.Jobs;
using Npgsql;

namespace MediaClusters.Tests.Rollout;

/// <summary>What the stub's state must not do: lose a result when Redis is away, or go back when an old attempt wakes up.</summary>
[Collection(ServersCollection.Name)]
public sealed class LostAndStaleTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private RolloutStage _stage = null!;

    public async Task InitializeAsync() => _stage = await RolloutStage.CreateAsync(servers);

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Without_Redis_the_attempt_fails_writes_nothing_and_succeeds_later(int persistence)
    {
        _stage.Set(persistence, persistence, keep: true);
        await _stage.PutAsync(_pet, 6);
        await RedisServer.UntilLostAsync(_stage.Connection, _stage.Redis.KillAsync);

        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Retried);
        (await _stage.VersionsAsync(_pet)).ShouldBe(0);

        await _stage.Redis.StartAsync();
        await RedisServer.UntilRestoredAsync(_stage.Connection);
        await _stage.ExecuteAsync("UPDATE cluster_jobs SET run_after = now()");
        (await _stage.RunAsync((await _stage.Queue.ClaimAsync("worker", 1, default)).ShouldHaveSingleItem())).ShouldBe(JobOutcome.Succeeded);
        (await _stage.SeenAsync(_pet)).ShouldBe((persistence / 100, 6));
        (await _stage.StateAsync(_pet)).ShouldBe(6);
    }

    [Fact]
    public async Task Without_Redis_a_pet_that_is_read_from_it_is_no_404()
    {
        _stage.Set(0, 0, keep: false);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        await RedisServer.UntilLostAsync(_stage.Connection, _stage.Redis.KillAsync);

        await Should.ThrowAsync<RedisUnavailableException>(() => _stage.ReadAsync(_pet));
        _stage.Set(100, 100, keep: true);
        await Should.ThrowAsync<RedisUnavailableException>(() => _stage.ReadAsync(_pet));
    }

    [Fact]
    public async Task Without_Redis_a_version_is_answered_by_Postgres()
    {
        _stage.Set(100, 100, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        await RedisServer.UntilLostAsync(_stage.Connection, _stage.Redis.KillAsync);

        (await _stage.SeenAsync(_pet)).ShouldBe((1, 3));
    }

    [Fact]
    public async Task An_attempt_that_wakes_after_its_lease_does_not_replace_a_newer_state()
    {
        _stage.Set(0, 0, keep: false);
        await _stage.PutAsync(_pet, 3);
        var old = await _stage.ClaimAsync(_pet);
        await _stage.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = now() - interval '1 second'");
        await _stage.Queue.ReapExpiredAsync(10, default);
        await _stage.ExecuteAsync("UPDATE cluster_jobs SET run_after = now()");
        var current = (await _stage.Queue.ClaimAsync("another", 1, default)).ShouldHaveSingleItem();
        await _stage.PutAsync(_pet, 1, first: 3);
        (await _stage.RunAsync(current)).ShouldBe(JobOutcome.Succeeded);
        await _stage.DeleteAsync(_pet, 3);

        (await _stage.RunAsync(old)).ShouldBe(JobOutcome.Lost);

        (await _stage.SeenAsync(_pet)).ShouldBe((0, 4));
    }

    [Fact]
    public async Task An_attempt_that_lost_its_job_writes_no_state_beside_a_version()
    {
        _stage.Set(100, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        var old = await _stage.ClaimAsync(_pet);
        await _stage.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = now() - interval '1 second'");

        (await _stage.RunAsync(old)).ShouldBe(JobOutcome.Lost);

        (await _stage.StateAsync(_pet)).ShouldBeNull();
        (await _stage.VersionsAsync(_pet)).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_imported_while_a_job_ran_does_not_hide_its_result()
    {
        _stage.Set(0, 100, keep: true);
        await _stage.PutAsync(_pet, 7);
        var job = await _stage.ClaimAsync(_pet);
        await using var connection = await _stage.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM cluster_jobs FOR UPDATE", connection))
            await hold.ExecuteNonQueryAsync();

        var run = _stage.RunAsync(job);
        await _stage.UntilBlockedAsync();
        (await _stage.ImportAsync(_pet)).ShouldBe(ImportOutcome.Imported);
        await transaction.CommitAsync();

        (await run).ShouldBe(JobOutcome.Succeeded);
        (await _stage.SeenAsync(_pet)).ShouldBe((1, 7));
    }

    [Fact]
    public async Task Store_refuses_the_older_and_takes_the_same_the_newer_and_what_is_not_ours()
    {
        await _stage.Connection.GetDatabase().StringSetAsync(LegacyKeys.State(_pet), "garbage");

        await StoreAsync(at: 5, groupSize: 1);
        await StoreAsync(at: 5, groupSize: 2);
        await Should.ThrowAsync<InvalidOperationException>(() => StoreAsync(at: 4, groupSize: 3));
        (await _stage.StateAsync(_pet)).ShouldBe(5);

        await StoreAsync(at: 6, groupSize: 4);
        (await _stage.StateAsync(_pet)).ShouldBe(9);
        (await _stage.Connection.GetDatabase().KeyTimeToLiveAsync(LegacyKeys.State(_pet))).ShouldBeNull();
    }

    private Task StoreAsync(int at, int groupSize)
    {
        var claimedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(at);
        var result = new LegacyResult(_pet, Given.Result(groupSize), Given.Hash(), claimedAt, 0, IsPersisted: false);
        return _stage.States.StoreAsync(_pet, result.ToState(claimedAt, new Dictionary<Guid, double>()));
    }
}
