using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.MigrationService.Import;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Rollout;

/// <summary>Groups keep their ids from result to result, wherever the result before is, and go on from no other.</summary>
[Collection(ServersCollection.Name)]
public sealed class ContinuityTests(Servers servers) : IAsyncLifetime
{
    private static readonly Guid StubGroup = NameBasedUuid.Create(LegacyOptions.DefaultNamespace, "c1");

    private readonly Guid _pet = Guid.CreateVersion7();
    private RolloutStage _stage = null!;

    public async Task InitializeAsync() => _stage = await RolloutStage.CreateAsync(servers);

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Ids_go_on_from_the_stubs_state_to_ours_to_versions()
    {
        await _stage.Connection.GetDatabase().StringSetAsync(StubStates.Key($"{_pet}"), StubStates.Of($"{_pet}"));
        await PutAsync("h", "i");
        _stage.Set(0, 0, keep: false);
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);
        (await GroupAsync()).StableId.ShouldBe(StubGroup);

        await PutAsync("j");
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);
        (await _stage.VersionsAsync(_pet)).ShouldBe(0);
        (await GroupAsync()).StableId.ShouldBe(StubGroup);

        _stage.Set(100, 0, keep: true);
        (await _stage.RunAsync(_pet, force: true)).ShouldBe(JobOutcome.Succeeded);
        _stage.Set(100, 100, keep: false);
        await PutAsync("k");
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);

        (await _stage.VersionsAsync(_pet)).ShouldBe(2);
        var group = await GroupAsync();
        (group.StableId, group.Members.Count).ShouldBe((StubGroup, 4));
    }

    [Fact]
    public async Task Ids_go_on_from_an_imported_version()
    {
        await _stage.ImportAsync(_pet);
        await PutAsync("h", "i", "j");

        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);

        (await GroupAsync()).StableId.ShouldBe(StubGroup);
    }

    [Fact]
    public async Task Version_that_comes_while_the_engine_is_at_work_is_followed_by_the_next_attempt()
    {
        await PutAsync("h", "i");
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);
        await PutAsync("j");
        var job = await _stage.ClaimAsync(_pet);

        Task<JobOutcome> running;
        await using (var connection = await _stage.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var move = new Npgsql.NpgsqlCommand($"UPDATE pets SET latest_version = 2 WHERE pet_id = '{_pet}'", connection, transaction);
            await move.ExecuteNonQueryAsync();
            running = _stage.RunAsync(job);
            await _stage.UntilBlockedAsync();
            await transaction.CommitAsync();
        }

        (await running).ShouldBe(JobOutcome.Retried);
        (await _stage.VersionsAsync(_pet)).ShouldBe(1);
        (await _stage.ScalarAsync<string>($"SELECT last_error FROM cluster_jobs WHERE id = '{job.Id}'")).ShouldBe($"HeadMovedException: Pet {_pet} is at version 2; the result follows version 1");
        await _stage.ExecuteAsync("UPDATE cluster_jobs SET run_after = now()");
        (await _stage.RunAsync((await _stage.Queue.ClaimAsync("worker", 1, default)).ShouldHaveSingleItem())).ShouldBe(JobOutcome.Succeeded);
        (await _stage.SeenAsync(_pet)).ShouldBe((3, 3));
    }

    private async Task<Cluster> GroupAsync() => VersionReader.Read((await _stage.ReadAsync(_pet)).ShouldNotBeNull().Body).Result.Clusters.ShouldHaveSingleItem();

    // The stub's photos h and i, and some it never saw, all alike.
    private Task PutAsync(params string[] names) => _stage.Get<IImageStore>().UpsertAsync(
        _pet,
        [.. names.Select(name => new ImageUpsert(
            NameBasedUuid.Create(LegacyOptions.DefaultNamespace, $"{name}-{_pet}"),
            Given.Vector(1).Zip(Given.Vector(name[0]), (value, noise) => value + (0.05f * noise)).ToArray(),
            "clip"))],
        CancellationToken.None);
}
