using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Rollout;

/// <summary>A deletion takes the stub's state along, whoever was about to write it.</summary>
[Collection(ServersCollection.Name)]
public sealed class DeletedPetTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private RolloutStage _stage = null!;

    public async Task InitializeAsync() => _stage = await RolloutStage.CreateAsync(servers);

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task State_of_a_deleted_pet_is_gone_once_the_relay_has_run(int percentage)
    {
        _stage.Set(percentage, percentage, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        (await _stage.StateAsync(_pet)).ShouldBe(3);

        await DeleteAsync();
        (await _stage.RelayAsync()).ShouldBe(0);

        (await _stage.StateAsync(_pet)).ShouldBeNull();
        (await _stage.ReadAsync(_pet)).ShouldBeNull();
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
