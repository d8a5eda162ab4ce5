using System.Text.Json;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Clusters;

[Collection(ServersCollection.Name)]
public sealed class VersionRestorerTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        await _database.Images.UpsertAsync(_pet, [.. Given.Images(6), Given.Image(5000)], default);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Restore_writes_the_old_version_under_the_next_number()
    {
        await PersistAsync(Given.Result(groupSize: 3), 1);
        await PersistAsync(Given.Result(groupSize: 1), 2);
        _database.Cache.Calls.Clear();

        var restored = (await RestoreAsync(1)).Version.ShouldNotBeNull();

        restored.Version.ShouldBe(3);
        var body = (await _database.Reader.FindLatestAsync(_pet, default)).ShouldNotBeNull();
        body.Version.ShouldBe(3);
        body.Body.ToArray().ShouldBe(VersionJson.Write(_pet, 3, restored.CreatedAt, Given.Result(groupSize: 3)).ToArray());
        _database.Cache.Bodies[_pet].ShouldBe(body.Body.ToArray());
        _database.Cache.Calls.ShouldBe(["pending 3", "publish 3"]);
        (await _database.Clusters.FindHeadAsync(_pet)).ShouldNotBeNull().InputHash.ShouldBe(Given.Hash(2), "a job with unchanged photos must leave it in place");
        (await CountAsync("cache_outbox WHERE version = 3")).ShouldBe(1);
        (await CountAsync("pet_clusters WHERE version = 3 AND restored_from = 1 AND job_id IS NULL")).ShouldBe(1);
        (await CountAsync(Difference("pet_clusters", "cluster_count, image_count, metrics, algorithm, model", "id"))).ShouldBe(0);
        (await CountAsync(Difference("cluster_members", "image_id, cluster_index, distance, metadata"))).ShouldBe(0);
        (await CountAsync(Difference("cluster_heroes", "image_id, cluster_index, score, score_parts, selected_at"))).ShouldBe(0);
        (await CountAsync($"cluster_members WHERE cluster_id = '{restored.ClusterId}'")).ShouldBe(6);
    }

    [Fact]
    public async Task Restore_keeps_how_the_old_version_came_about_but_not_its_step_from_the_one_before()
    {
        await PersistAsync(Given.ComputedResult(groupSize: 3), 1);
        await PersistAsync(Given.Result(groupSize: 1), 2);

        (await RestoreAsync(1)).Outcome.ShouldBe(RestoreOutcome.Restored);

        (await CountAsync("pet_clusters WHERE version = 1 AND parameters = 'p=1' AND jsonb_array_length(changes) = 4 AND metrics->'churn' = '0.125'")).ShouldBe(1);
        (await CountAsync("pet_clusters WHERE version = 3 AND parameters = 'p=1' AND changes IS NULL AND metrics->'churn' = 'null' AND metrics->'adjusted_rand' = 'null' AND metrics->'davies_bouldin' = '1.25'")).ShouldBe(1);
        (await CountAsync(Difference("cluster_heroes", "image_id, cluster_index, score, score_parts, reason, candidates, selected_at"))).ShouldBe(0);
        using var json = JsonDocument.Parse((await _database.Reader.FindLatestAsync(_pet, default))!.Body);
        json.RootElement.GetProperty("changes").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement.GetProperty("metrics").GetProperty("churn").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement.GetProperty("run").GetProperty("mode").GetString().ShouldBe("incremental");
    }

    [Fact]
    public async Task Restore_of_a_version_of_an_earlier_release_adds_nothing_to_its_figures()
    {
        await PersistTwiceAsync();
        await _database.ExecuteAsync("""UPDATE pet_clusters SET metrics = '{"coverage": 1}' WHERE version = 1""");

        await RestoreAsync(1);

        (await CountAsync("""pet_clusters WHERE version = 3 AND metrics = '{"coverage": 1}'""")).ShouldBe(1);
    }

    [Fact]
    public async Task Restore_marks_before_the_commit_and_publishes_after_it()
    {
        await PersistTwiceAsync();
        long? seenWhilePending = null, seenWhilePublishing = null;
        _database.Cache.WhilePending = async () => seenWhilePending = await CountAsync("pet_clusters");
        _database.Cache.WhilePublishing = async () => seenWhilePublishing = await CountAsync("pet_clusters");

        await RestoreAsync(1);

        (seenWhilePending, seenWhilePublishing).ShouldBe((2, 3));
    }

    [Fact]
    public async Task Restore_of_what_is_not_there_writes_nothing()
    {
        await PersistTwiceAsync();

        (await RestoreAsync(3)).Outcome.ShouldBe(RestoreOutcome.NotFound);
        (await _database.Restorer.RestoreAsync(new(Guid.NewGuid(), 1), default)).Outcome.ShouldBe(RestoreOutcome.NotFound);

        (await CountAsync("pet_clusters")).ShouldBe(2);
        (await CountAsync("pets")).ShouldBe(1);
    }

    [Fact]
    public async Task Restore_of_the_newest_version_is_refused()
    {
        await PersistTwiceAsync();

        var result = await RestoreAsync(2);

        (result.Outcome, result.LatestVersion).ShouldBe((RestoreOutcome.AlreadyLatest, 2));
        (await CountAsync("pet_clusters")).ShouldBe(2);
    }

    [Fact]
    public async Task Restore_repeated_with_the_version_expected_is_carried_out_once()
    {
        await PersistTwiceAsync();
        var request = new RestoreRequest(_pet, 1, ExpectedLatestVersion: 2);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _database.Restorer.RestoreAsync(request, default)));

        results.Count(result => result.Outcome == RestoreOutcome.Restored).ShouldBe(1);
        results.Where(result => result.Outcome != RestoreOutcome.Restored).ShouldAllBe(result => result.Outcome == RestoreOutcome.LatestMoved && result.LatestVersion == 3);
    }

    [Fact]
    public async Task Restore_with_photos_that_are_gone_names_them_unless_they_may_be_missing()
    {
        await PersistAsync(Given.Result(groupSize: 8), 1);
        await PersistTwiceAsync();
        var stranger = Given.Image(7);
        await _database.Images.UpsertAsync(Guid.NewGuid(), [stranger], default);
        await _database.Images.DeleteAsync(_pet, Given.Id(5000), default);

        var refused = await RestoreAsync(1);

        refused.Outcome.ShouldBe(RestoreOutcome.PhotosMissing);
        var gone = Enumerable.Range(7, 10).Append(5000).Select(Given.Id).OrderBy(id => id.ToString(), StringComparer.Ordinal).ToArray();
        gone.ShouldContain(stranger.ImageId, "another pet's photo is not this one's");
        refused.Missing.ShouldNotBeNull().Count.ShouldBe(gone.Length);
        refused.Missing.First.ShouldBe(gone[..10]);
        (await CountAsync("pet_clusters")).ShouldBe(3);
        var allowed = await _database.Restorer.RestoreAsync(new(_pet, 1, AllowMissingPhotos: true), default);
        allowed.Version.ShouldNotBeNull().Version.ShouldBe(4);
    }

    [Fact]
    public async Task Restore_holds_the_old_version_against_those_who_clean_up()
    {
        await PersistTwiceAsync();
        _database.Cache.WhilePending = async () =>
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => _database.ExecuteAsync("SET lock_timeout = '100ms'; DELETE FROM pet_clusters WHERE version = 1")))
                .SqlState.ShouldBe(Npgsql.PostgresErrorCodes.LockNotAvailable);

        (await RestoreAsync(1)).Outcome.ShouldBe(RestoreOutcome.Restored);
    }

    [Fact]
    public async Task Restore_of_a_version_that_is_being_cleaned_up_finds_nothing()
    {
        await PersistTwiceAsync();
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var delete = new Npgsql.NpgsqlCommand("DELETE FROM pet_clusters WHERE version = 1", connection, transaction))
            await delete.ExecuteNonQueryAsync();
        var restore = RestoreAsync(1);
        await _database.UntilSomebodyWaitsAsync();

        await transaction.CommitAsync();

        (await restore).Outcome.ShouldBe(RestoreOutcome.NotFound);
        (await CountAsync("pet_clusters")).ShouldBe(1);
    }

    [Fact]
    public async Task Restores_and_jobs_at_once_leave_no_gap_and_the_right_head()
    {
        await PersistTwiceAsync();

        var restores = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
                (await RestoreAsync(1)).Outcome.ShouldBe(RestoreOutcome.Restored);
        }));
        await Task.WhenAll(restores.Append(Task.Run(async () =>
        {
            for (byte i = 0; i < 10; i++)
                await PersistAsync(Given.Result(groupSize: 2), (byte)(10 + i));
        })));

        (await _database.ScalarAsync<long>("SELECT max(version) FROM pet_clusters")).ShouldBe(32);
        (await CountAsync("pet_clusters")).ShouldBe(32);
        (await CountAsync("pets p JOIN pet_clusters c ON c.id = p.latest_cluster_id WHERE p.latest_version = 32 AND c.version = 32")).ShouldBe(1);
        (await CountAsync("(SELECT c.id FROM pet_clusters c JOIN cluster_members m ON m.cluster_id = c.id WHERE c.restored_from = 1 GROUP BY c.id HAVING count(*) = 2) AS whole")).ShouldBe(20);
        foreach (var version in await _database.Reader.ListAsync(_pet, null, 100, default))
        {
            using var json = JsonDocument.Parse((await _database.Reader.FindVersionAsync(_pet, version.Version, default))!.Body);
            json.RootElement.GetProperty("version").GetInt64().ShouldBe(version.Version);
        }
    }

    private static string Difference(string table, string columns, string key = "cluster_id") =>
        $"((SELECT {columns} FROM {table} WHERE {key} = {Id(1)} EXCEPT SELECT {columns} FROM {table} WHERE {key} = {Id(3)}) UNION ALL (SELECT {columns} FROM {table} WHERE {key} = {Id(3)} EXCEPT SELECT {columns} FROM {table} WHERE {key} = {Id(1)})) AS difference";

    private static string Id(long version) => $"(SELECT id FROM pet_clusters WHERE version = {version})";

    private Task<RestoreResult> RestoreAsync(long version) => _database.Restorer.RestoreAsync(new(_pet, version), default);

    private Task<long> CountAsync(string from) => _database.ScalarAsync<long>($"SELECT count(*) FROM {from}");

    private async Task PersistTwiceAsync()
    {
        await PersistAsync(Given.Result(groupSize: 1), 1);
        await PersistAsync(Given.Result(groupSize: 2), 2);
    }

    private async Task PersistAsync(ClusteringResult result, byte hash)
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        var job = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        while (await TryPersistAsync(job, result, hash) is null)
            await Task.Yield();
    }

    // As the queue retries an attempt that a restore came before.
    private async Task<PersistedVersion?> TryPersistAsync(ClaimedJob job, ClusteringResult result, byte hash)
    {
        try
        {
            return (await _database.Clusters.PersistAsync(job, result, Given.Input(hash), default)).ShouldNotBeNull();
        }
        catch (HeadMovedException)
        {
            return null;
        }
    }
}
