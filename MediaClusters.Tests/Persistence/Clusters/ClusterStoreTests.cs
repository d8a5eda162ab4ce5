using System.Text.Json;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Clusters;

[Collection(ServersCollection.Name)]
public sealed class ClusterStoreTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Persist_writes_version_members_heroes_snapshot_head_job_and_outbox_together()
    {
        var job = await ClaimAsync();

        var version = (await _database.Clusters.PersistAsync(job, Given.Result(groupSize: 3), Given.Input(), default)).ShouldNotBeNull();

        version.Version.ShouldBe(1);
        (await CountAsync("pet_clusters")).ShouldBe(1);
        (await CountAsync("cluster_members")).ShouldBe(6);
        (await CountAsync("cluster_heroes")).ShouldBe(2);
        (await CountAsync("cluster_snapshots")).ShouldBe(1);
        (await CountAsync("cache_outbox")).ShouldBe(1);
        (await _database.ScalarAsync<string>("SELECT model FROM pet_clusters")).ShouldBe("clip");
        (await _database.ScalarAsync<long>("SELECT latest_version FROM pets")).ShouldBe(1);
        (await _database.ScalarAsync<Guid>("SELECT latest_cluster_id FROM pets")).ShouldBe(version.ClusterId);
        var finished = (await _database.Jobs.FindAsync(job.Id, default)).ShouldNotBeNull();
        finished.Status.ShouldBe(ClusterJobStatus.Succeeded);
        finished.ResultVersion.ShouldBe(1);
        (await _database.ScalarAsync<string>("SELECT metadata->>'stable_id' FROM cluster_members WHERE cluster_index = 1 LIMIT 1"))
            .ShouldBe(Given.Id(1001).ToString());
        (await _database.ScalarAsync<double>("SELECT (score_parts->>'recency')::float8 FROM cluster_heroes LIMIT 1")).ShouldBe(0.25);
    }

    [Fact]
    public async Task Persist_stores_the_very_bytes_it_publishes_and_the_reader_gives_them_back()
    {
        var job = await ClaimAsync();
        var version = (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default)).ShouldNotBeNull();

        var latest = (await _database.Reader.FindLatestAsync(_pet, default)).ShouldNotBeNull();
        var first = (await _database.Reader.FindVersionAsync(_pet, 1, default)).ShouldNotBeNull();

        latest.Version.ShouldBe(1);
        latest.Body.ToArray().ShouldBe(_database.Cache.Bodies[_pet]);
        first.Body.ToArray().ShouldBe(latest.Body.ToArray());
        using var json = JsonDocument.Parse(latest.Body);
        var root = json.RootElement;
        root.GetProperty("pet_id").GetGuid().ShouldBe(_pet);
        root.GetProperty("version").GetInt64().ShouldBe(1);
        root.GetProperty("created_at").GetDateTimeOffset().ShouldBe(version.CreatedAt);
        root.GetProperty("created_at").GetString().ShouldEndWith("Z");
        root.GetProperty("metrics").GetProperty("average_quality").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("clusters")[0].GetProperty("hero").GetProperty("image_id").GetGuid().ShouldBe(Given.Id(1));
        root.GetProperty("noise")[0].GetGuid().ShouldBe(Given.Id(5000));
    }

    [Fact]
    public async Task Persist_stores_how_the_version_came_about()
    {
        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.ComputedResult(), Given.Input(), default);

        (await CountAsync("pet_clusters WHERE parameters = 'p=1' AND changes->2->>'kind' = 'split' AND changes->2->'to'->>1 = (SELECT metadata->>'stable_id' FROM cluster_members WHERE cluster_index = 1 LIMIT 1)")).ShouldBe(1);
        (await _database.ScalarAsync<string>("SELECT string_agg(reason, ',' ORDER BY cluster_index) FROM cluster_heroes")).ShouldBe("pinned,kept");
        (await _database.ScalarAsync<double>("SELECT (candidates->1->'score_parts'->>'recency')::float8 FROM cluster_heroes WHERE cluster_index = 0")).ShouldBe(0.75);
        (await _database.ScalarAsync<double>("SELECT (candidates->0->>'score')::float8 FROM cluster_heroes WHERE cluster_index = 1")).ShouldBe(0.875);
        var head = (await _database.Clusters.FindHeadAsync(_pet)).ShouldNotBeNull();
        (head.Algorithm, head.Parameters, head.Model).ShouldBe(("dbscan", "p=1", "clip"));
        var body = (await _database.Reader.FindLatestAsync(_pet, default)).ShouldNotBeNull().Body;
        body.ToArray().ShouldBe(_database.Cache.Bodies[_pet]);
        using var json = JsonDocument.Parse(body);
        json.RootElement.GetProperty("run").GetRawText().ShouldBe("""{"mode":"incremental","strategy":"hdbscan","added_since_full":4}""");
        json.RootElement.GetProperty("changes")[0].GetRawText().ShouldBe($$"""{"kind":"birth","from":[],"to":["{{Given.Id(1001)}}"]}""");
        json.RootElement.GetProperty("clusters")[0].GetProperty("hero").GetProperty("reason").GetString().ShouldBe("pinned");
        json.RootElement.GetProperty("clusters")[0].GetProperty("candidates")[0].GetRawText().ShouldBe($$"""{"image_id":"{{Given.Id(1)}}","score":0.875}""");
    }

    [Fact]
    public async Task Persist_of_what_does_not_tell_its_run_leaves_the_rest_null()
    {
        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), new VersionInput(Given.Hash(), "clip"), default);

        (await CountAsync("pet_clusters WHERE parameters IS NULL AND changes IS NULL")).ShouldBe(1);
        (await CountAsync("cluster_heroes WHERE reason IS NULL AND candidates IS NULL")).ShouldBe(2);
    }

    [Fact]
    public async Task Persist_of_what_follows_another_version_than_the_newest_writes_nothing_and_keeps_the_job()
    {
        var first = await ClaimAsync();
        (await _database.Clusters.PersistAsync(first, Given.Result(), Given.Input(), default)).ShouldNotBeNull();
        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), Given.Input(2), default);

        // A caller restores version 1 while the engine is at work on what follows version 2.
        var job = await ClaimAsync();
        var next = await _database.Clusters.FindNextAsync(_pet);
        await _database.Restorer.RestoreAsync(new(_pet, 1, AllowMissingPhotos: true), default);
        _database.Cache.Calls.Clear();
        (await Should.ThrowAsync<HeadMovedException>(() => _database.Clusters.PersistAsync(job, next, Given.Result(), Given.Input(3), null, default)))
            .Message.ShouldContain("is at version 3; the result follows version 2");

        (await CountAsync("pet_clusters")).ShouldBe(3);
        (await CountAsync("cache_outbox")).ShouldBe(3);
        _database.Cache.Calls.ShouldBe(["pending 3"]);
        (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(3), default)).ShouldNotBeNull().Version.ShouldBe(4);
    }

    [Fact]
    public async Task Persist_marks_before_the_commit_and_publishes_after_it()
    {
        var job = await ClaimAsync();
        long? seenWhilePending = null, seenWhilePublishing = null;
        _database.Cache.WhilePending = async () => seenWhilePending = await CountAsync("pet_clusters");
        _database.Cache.WhilePublishing = async () => seenWhilePublishing = await CountAsync("pet_clusters");

        await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default);

        _database.Cache.Calls.ShouldBe(["pending 1", "publish 1"]);
        seenWhilePending.ShouldBe(0);
        seenWhilePublishing.ShouldBe(1);
    }

    [Fact]
    public async Task Persist_marks_before_it_writes_the_body_and_sends_nothing_until_the_mark_is_answered()
    {
        await Should.ThrowAsync<NullReferenceException>(async () =>
            await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result() with { Clusters = null! }, Given.Input(), default));
        _database.Cache.Calls.ShouldBe(["pending 1"]);

        // The lease ends before the answer: a statement sent earlier would have passed the fence.
        await _database.ExecuteAsync("UPDATE cluster_jobs SET attempts = 0, status = 'queued', lease_expires_at = NULL");
        var job = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        _database.Cache.WhilePending = () => _database.ExecuteAsync(
            "SELECT pg_sleep(0.2); UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() WHERE status = 'processing'");

        (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Persist_that_fails_leaves_no_trace_and_no_gap()
    {
        var job = await ClaimAsync();
        var broken = Given.Result() with { Clusters = [Given.Result().Clusters[0], Given.Result().Clusters[0]] };

        await Should.ThrowAsync<Npgsql.PostgresException>(() => _database.Clusters.PersistAsync(job, broken, Given.Input(), default));

        foreach (var table in new[] { "pet_clusters", "cluster_members", "cluster_heroes", "cluster_snapshots", "cache_outbox", "pets", "cluster_jobs WHERE status <> 'processing'" })
            (await CountAsync(table)).ShouldBe(0, table);
        (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Persist_numbers_versions_without_gaps_and_keeps_the_old_ones()
    {
        for (var expected = 1; expected <= 5; expected++)
        {
            var job = await ClaimAsync();
            var version = await _database.Clusters.PersistAsync(job, Given.Result(expected), Given.Input((byte)expected), default);
            version!.Version.ShouldBe(expected);
        }

        var head = (await _database.Clusters.FindHeadAsync(_pet)).ShouldNotBeNull();
        head.Version.ShouldBe(5);
        head.InputHash.ShouldBe(Given.Hash(5));
        var history = await _database.Reader.ListAsync(_pet, null, 3, default);
        history.Select(version => version.Version).ShouldBe([5, 4, 3]);
        history[0].Metrics.ShouldContain("\"silhouette\": 0.5");
        (await _database.Reader.ListAsync(_pet, 3, 10, default)).Select(version => version.Version).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Persist_with_a_rerun_asked_for_requeues_the_job()
    {
        var job = await ClaimAsync();
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);

        await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default);

        var requeued = (await _database.Jobs.FindAsync(job.Id, default)).ShouldNotBeNull();
        requeued.Status.ShouldBe(ClusterJobStatus.Queued);
        requeued.ResultVersion.ShouldBe(1);
    }

    [Fact]
    public async Task Persist_of_an_empty_result_is_a_version_with_no_groups()
    {
        var job = await ClaimAsync();
        var nothing = new ClusteringResult("dbscan", 0, [], [], new ClusteringMetrics(null, null, null, 0, null));

        await _database.Clusters.PersistAsync(job, nothing, Given.Input(), default);

        using var json = JsonDocument.Parse((await _database.Reader.FindLatestAsync(_pet, default))!.Body);
        json.RootElement.GetProperty("cluster_count").GetInt32().ShouldBe(0);
        json.RootElement.GetProperty("clusters").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Persist_of_thousands_of_members_takes_as_many_statements_as_of_two()
    {
        var few = await CountStatementsAsync(Given.Result(groupSize: 1), Given.Hash(1));
        var many = await CountStatementsAsync(Given.Result(groupSize: 2500), Given.Hash(2));

        few.ShouldBeGreaterThan(5);
        many.ShouldBe(few);
        (await CountAsync("cluster_members")).ShouldBe(5002);
        (await _database.Reader.FindLatestAsync(_pet, default))!.Body.ToArray().ShouldBe(_database.Cache.Bodies[_pet]);
    }

    [Fact]
    public async Task FindPlacements_pages_through_every_version_that_holds_the_photo()
    {
        for (byte hash = 1; hash <= 3; hash++)
            await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), Given.Input(hash), default);

        var page = await _database.Reader.FindPlacementsAsync(Given.Id(1), latestOnly: false, null, 2, default);
        var rest = await _database.Reader.FindPlacementsAsync(Given.Id(1), latestOnly: false, page[^1].ClusterId, 2, default);
        var latest = await _database.Reader.FindPlacementsAsync(Given.Id(1), latestOnly: true, null, 10, default);

        page.Concat(rest).Select(placement => placement.Version).ShouldBe([3, 2, 1]);
        var newest = latest.ShouldHaveSingleItem();
        newest.Version.ShouldBe(3);
        newest.IsLatest.ShouldBeTrue();
        newest.IsHero.ShouldBeTrue();
        newest.StableId.ShouldBe(Given.Id(1000));
        newest.Distance.ShouldBe(0.125);
        (await _database.Reader.FindPlacementsAsync(Given.Id(5000), false, null, 10, default)).ShouldBeEmpty("noise is in no group");
    }

    [Fact]
    public async Task The_head_version_cannot_be_deleted()
    {
        await _database.Clusters.PersistAsync(await ClaimAsync(), Given.Result(), Given.Input(), default);

        (await Should.ThrowAsync<Npgsql.PostgresException>(() => _database.ExecuteAsync("DELETE FROM pet_clusters"))).SqlState.ShouldBe("23503");
    }

    /// <summary>Statements that change something, as the server counts its calls of them.</summary>
    private async Task<long> CountStatementsAsync(ClusteringResult result, byte[] hash)
    {
        var job = await ClaimAsync();
        await _database.ExecuteAsync("CREATE TABLE IF NOT EXISTS calls (statement text)");
        foreach (var table in new[] { "pet_clusters", "cluster_members", "cluster_heroes", "cluster_snapshots", "pets", "cache_outbox", "cluster_jobs" })
        {
            await _database.ExecuteAsync($"""
                CREATE OR REPLACE FUNCTION count_call() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO calls VALUES (TG_TABLE_NAME); RETURN NULL; END';
                CREATE OR REPLACE TRIGGER count_call AFTER INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION count_call();
                TRUNCATE calls
                """);
        }

        await _database.Clusters.PersistAsync(job, result, new(hash, "clip"), default);
        return await CountAsync("calls");
    }

    private Task<long> CountAsync(string table) => _database.ScalarAsync<long>($"SELECT count(*) FROM {table}");

    private async Task<ClaimedJob> ClaimAsync()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), default);
        return (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
    }
}
