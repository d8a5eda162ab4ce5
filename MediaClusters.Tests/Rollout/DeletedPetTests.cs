using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.MigrationService.Import;
using MediaClusters.Worker.Jobs;
using StackExchange.Redis;

namespace MediaClusters.Tests.Rollout;

/// <summary>A deletion takes the stub's state along, whoever was about to write it.</summary>
[Collection(ServersCollection.Name)]
public sealed class DeletedPetTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private RolloutStage _stage = null!;

    private IDatabase Redis => _stage.Connection.GetDatabase();

    public async Task InitializeAsync() => _stage = await RolloutStage.CreateAsync(servers);

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task State_of_a_deleted_pet_is_gone_with_it(int percentage)
    {
        _stage.Set(percentage, percentage, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        (await _stage.StateAsync(_pet)).ShouldBe(3);

        await DeleteAsync();

        (await _stage.StateAsync(_pet)).ShouldBeNull();
        (await _stage.ReadAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task State_that_a_deletion_could_not_remove_is_gone_once_the_relay_has_run()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        var state = await Redis.StringGetAsync(LegacyKeys.State(_pet));
        await DeleteAsync();
        await Redis.StringSetAsync(LegacyKeys.State(_pet), state);

        (await _stage.RelayAsync()).ShouldBe(0);

        (await Redis.KeyExistsAsync(LegacyKeys.State(_pet))).ShouldBeFalse();
    }

    [Fact]
    public async Task Late_relay_leaves_the_state_of_a_pet_that_came_again()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        await DeleteAsync();
        await _stage.PutAsync(_pet, 4);
        await _stage.RunAsync(_pet);

        (await _stage.RelayAsync()).ShouldBe(0);

        (await _stage.SeenAsync(_pet)).ShouldBe((0, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Pet_that_is_the_stubs_alone_is_deleted(int percentage)
    {
        _stage.Set(percentage, percentage, keep: true);
        await Redis.StringSetAsync(LegacyKeys.State(_pet), StubStates.Of($"{_pet}"));
        (await _stage.ReadAsync(_pet)).ShouldNotBeNull();

        await DeleteAsync();

        (await Redis.KeyExistsAsync(LegacyKeys.State(_pet))).ShouldBeFalse();
        (await _stage.ReadAsync(_pet)).ShouldBeNull();
        (await _stage.ImportAsync(_pet)).ShouldBe(ImportOutcome.Settled);
        (await _stage.Pets.DeleteAsync(_pet, "tester", null, default)).ShouldBeNull();
        (await _stage.ScalarAsync<long>("SELECT count(*) FROM pet_deletions")).ShouldBe(1);
    }

    [Fact]
    public async Task Value_of_another_type_keeps_no_deletion_from_ending()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        await Redis.HashSetAsync(LegacyKeys.State(_pet), "no", "string");

        await DeleteAsync();

        (await Redis.KeyExistsAsync(LegacyKeys.State(_pet))).ShouldBeFalse();
        (await _stage.RelayAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Without_Redis_nobody_says_that_nothing_is_known_of_a_pet()
    {
        _stage.Set(100, 100, keep: true);
        await RedisServer.UntilLostAsync(_stage.Connection, _stage.Redis.KillAsync);

        await Should.ThrowAsync<RedisUnavailableException>(DeleteAsync);

        _stage.Set(100, 100, keep: false);
        (await _stage.Pets.DeleteAsync(_pet, "tester", null, default)).ShouldBeNull();
    }

    [Fact]
    public async Task State_under_the_id_that_the_stub_was_given_goes_too()
    {
        await _stage.ImportAsync(_pet);
        await _stage.ExecuteAsync("""UPDATE pets SET metadata = '{"legacy_id": "Rex 7"}'""");
        await Redis.StringSetAsync(LegacyKeys.Prefix + "Rex 7", StubStates.Of("Rex 7"));

        await DeleteAsync();

        (await Redis.KeyExistsAsync(LegacyKeys.Prefix + "Rex 7")).ShouldBeFalse();
    }

    [Fact]
    public async Task Outbox_row_of_a_deletion_stays_until_the_state_is_gone()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        await RedisServer.UntilLostAsync(_stage.Connection, _stage.Redis.KillAsync);
        await DeleteAsync();

        (await _stage.RelayAsync()).ShouldBe(1);

        await _stage.Redis.StartAsync();
        (await GraphFixture.EventuallyAsync(_stage.RelayAsync, owed => owed == 0)).ShouldBe(0);
    }

    [Fact]
    public async Task Attempt_that_began_before_the_deletion_writes_no_state_after_it()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        var job = await _stage.ClaimAsync(_pet);
        await DeleteAsync();

        (await _stage.RunAsync(job)).ShouldBe(JobOutcome.Lost);

        (await _stage.StateAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task Deletion_waits_for_a_state_that_is_being_written()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        var job = await _stage.ClaimAsync(_pet);
        Task? deletion = null;

        (await _stage.Queue.CompleteAsync(
            job,
            resultVersion: null,
            async (_, _) =>
            {
                deletion = DeleteAsync();
                await _stage.UntilBlockedAsync();
                deletion.IsCompleted.ShouldBeFalse();
            },
            default)).ShouldBeTrue();

        await deletion!;
    }

    [Fact]
    public async Task Complete_whose_last_step_fails_leaves_the_job_as_it_was()
    {
        await _stage.PutAsync(_pet, 3);
        var job = await _stage.ClaimAsync(_pet);

        await Should.ThrowAsync<TimeoutException>(() => _stage.Queue.CompleteAsync(job, null, (_, _) => throw new TimeoutException(), default));

        (await _stage.Queue.CompleteAsync(job, null, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Reads_of_many_cold_pets_ask_Postgres_once()
    {
        _stage.Set(100, 100, keep: true);
        await _stage.ReadAsync(_pet);
        const string Connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";
        var before = await _stage.ScalarAsync<long>(Connections);

        var found = new List<Guid>();
        Guid[] asked = [.. Enumerable.Range(0, 32).Select(_ => Guid.CreateVersion7())];
        await foreach (var latest in _stage.Latest.FindManyAsync(asked, default))
            found.Add(latest.PetId);

        found.ShouldBe(asked);
        (await _stage.ScalarAsync<long>(Connections)).ShouldBeLessThanOrEqualTo(before + 1);
    }

    [Fact]
    public async Task Reads_of_many_pets_take_each_from_where_the_rollout_has_it()
    {
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        _stage.Set(100, 100, keep: true);
        var persisted = Guid.CreateVersion7();
        await _stage.PutAsync(persisted, 4);
        await _stage.RunAsync(persisted);
        var unknown = Guid.CreateVersion7();

        foreach (var reads in (decimal[])[0, 100])
        {
            _stage.Set(100, reads, keep: true);
            var found = new List<(Guid, long?)>();
            await foreach (var latest in _stage.Latest.FindManyAsync([persisted, unknown, _pet], default))
                found.Add((latest.PetId, latest.Found?.Version));
            found.ShouldBe([(persisted, 1), (unknown, null), (_pet, 0)]);
        }
    }

    private async Task DeleteAsync() => (await _stage.Pets.DeleteAsync(_pet, "tester", null, default)).ShouldNotBeNull();
}
