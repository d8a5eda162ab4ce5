using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Maintenance;

[Collection(ServersCollection.Name)]
public sealed class RetentionTests(Servers servers) : IAsyncLifetime
{
    private const double Minute = 1.0 / (24 * 60);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task An_empty_database_has_nothing_to_remove()
        => (await _database.RemoveAllAsync()).Removed.ShouldBe(RemovedRows.None);

    [Fact]
    public async Task A_pets_latest_stays_however_old()
    {
        await _database.AddPetsAsync(40, 900);
        await _database.AddPetsAsync(40, 900, 91, 800);

        var progress = await _database.RemoveAllAsync(size: 50);

        progress.Removed.ShouldBe(new(80, 80 * OldVersions.Members, 80, 80));
        (await _database.CountAsync("pet_clusters")).ShouldBe(80);
        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(90 + Minute, 0)]
    [InlineData(90 - Minute, 1)]
    public async Task A_version_goes_when_it_is_older_than_90_days(double age, long left)
    {
        var pet = await _database.AddPetAsync(age, 0);

        await _database.RemoveAllAsync();

        (await _database.ScalarAsync<long>($"SELECT count(*) FROM pet_clusters WHERE pet_id = '{pet}' AND version = 1")).ShouldBe(left);
    }

    [Fact]
    public async Task Everything_of_a_version_goes_and_nothing_else()
    {
        var pet = Guid.NewGuid();
        for (var version = 1; version <= 3; version++)
            await PersistAsync(pet);
        await _database.Images.UpsertAsync(pet, Given.Images(3), default);
        await _database.ExecuteAsync("UPDATE pet_clusters SET created_at = now() - interval '91 days' WHERE version < 3");
        await _database.ExecuteAsync("INSERT INTO pet_deletions (id, pet_id, version, requested_by, removed, deleted_at) VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'x', '{}', now() - interval '900 days')");
        var latest = await _database.Reader.FindVersionAsync(pet, 3, default);

        var progress = await _database.RemoveAllAsync();

        progress.Removed.ShouldBe(new(2, 8, 4, 2));
        foreach (var (table, left) in new[] { ("pet_clusters", 1), ("cluster_members", 4), ("cluster_heroes", 2), ("cluster_snapshots", 1), ("pet_images", 3), ("pets", 1), ("cluster_jobs", 3), ("cache_outbox", 3), ("pet_deletions", 1) })
            (await _database.CountAsync(table)).ShouldBe(left, table);
        (await _database.Reader.FindVersionAsync(pet, 1, default)).ShouldBeNull();
        (await _database.Reader.FindVersionAsync(pet, 3, default))!.Body.ToArray().ShouldBe(latest!.Body.ToArray());
        (await PersistAsync(pet)).ShouldBe(4, "numbers go on");
    }

    [Fact]
    public async Task Jobs_go_by_their_own_age_when_they_are_finished()
    {
        await JobAsync("succeeded", 31);
        await JobAsync("failed", 31);
        var kept = new[]
        {
            await JobAsync("succeeded", 30 - Minute), await JobAsync("failed", 29), await JobAsync("queued", 200), await JobAsync("processing", 200),
        };

        var progress = await _database.RemoveAllAsync();

        progress.Removed.ShouldBe(new(ClusterJobs: 2));
        (await _database.ScalarAsync<Guid[]>("SELECT array_agg(id) FROM cluster_jobs")).ShouldBe(kept, ignoreOrder: true);
    }

    [Fact]
    public async Task A_job_takes_its_events_along()
    {
        foreach (var age in (int[])[31, 29])
        {
            var job = await JobAsync("failed", age);
            await _database.ExecuteAsync($"INSERT INTO cluster_job_events (job_id, pet_id, action, actor) SELECT id, pet_id, 'cancelled', 'x' FROM cluster_jobs WHERE id = '{job}'");
        }

        (await _database.RemoveAllAsync()).Removed.ShouldBe(new(ClusterJobs: 1));

        (await _database.CountAsync("cluster_job_events")).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_stays_as_long_as_its_key_is_answered_from()
    {
        var job = await JobAsync("succeeded", 31, key: "valid");
        (await _database.RemoveAllAsync()).Removed.ShouldBe(RemovedRows.None);

        await _database.ExecuteAsync("UPDATE idempotency_keys SET created_at = now() - interval '31 days'");
        (await _database.RemoveAllAsync()).Removed.ShouldBe(new(ClusterJobs: 1, IdempotencyKeys: 1));

        (await _database.Jobs.FindAsync(job, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Keys_go_when_they_are_no_longer_answered_from()
    {
        await JobAsync("queued", 2, key: "spent");
        await JobAsync("queued", 2, key: "valid");
        await _database.ExecuteAsync("UPDATE idempotency_keys SET created_at = now() - CASE key WHEN 'spent' THEN interval '24 hours' ELSE interval '23:59:00' END");

        (await _database.RemoveAllAsync()).Removed.ShouldBe(new(IdempotencyKeys: 1));

        (await _database.ScalarAsync<string>("SELECT key FROM idempotency_keys")).ShouldBe("valid");
        (await _database.CountAsync("cluster_jobs")).ShouldBe(2);
    }

    [Fact]
    public async Task Many_versions_go_in_batches_bounded_by_rows()
    {
        await _database.AddPetsAsync(500, 100, 200, 300, 0);
        var run = (await _database.AcquireAsync()).ShouldNotBeNull();
        var progress = RetentionProgress.Start;
        var batches = 0;
        while (progress.Phase == RetentionPhase.Versions)
        {
            var next = (await _database.Get<IRetention>().RemoveBatchAsync(run, progress, 600, default)).ShouldNotBeNull();
            (next.Removed - progress.Removed).Total.ShouldBeLessThan(600 + 6);
            progress = next;
            batches++;
        }

        progress.Removed.ShouldBe(new(1500, 4500, 1500, 1500));
        batches.ShouldBe((1500 / 100) + 1);
    }

    [Fact]
    public async Task A_version_larger_than_a_batch_goes_whole()
    {
        await _database.AddPetsAsync(3, 100, 0);

        (await _database.RemoveAllAsync(size: 1)).Removed.ShouldBe(new(3, 9, 3, 3));
    }

    [Fact]
    public async Task A_successor_goes_on_where_a_batch_was_interrupted()
    {
        await _database.AddPetsAsync(100, 100, 0);
        await _database.AddPetsAsync(100, 200);
        var dead = (await _database.AcquireAsync("dead")).ShouldNotBeNull();
        var reached = await _database.Get<IRetention>().RemoveBatchAsync(dead, RetentionProgress.Start, 720, default);
        using var interrupted = new CancellationTokenSource();
        await using (var blocker = await _database.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await blocker.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT 1 FROM cluster_members FOR UPDATE", blocker);
            await hold.ExecuteNonQueryAsync();
            var batch = _database.Get<IRetention>().RemoveBatchAsync(dead, reached!, 720, interrupted.Token);
            await GraphFixture.EventuallyAsync(WaitersAsync, waiters => waiters > 0 || batch.IsCompleted);
            await interrupted.CancelAsync();
            (await Record.ExceptionAsync(() => batch)).ShouldNotBeNull();
        }

        await _database.ExecuteAsync("UPDATE maintenance_tasks SET lease_expires_at = clock_timestamp()");
        var successor = (await _database.AcquireAsync("successor")).ShouldNotBeNull();

        RetentionProgress.Parse(successor.Progress).ShouldBe(reached);
        (await _database.Get<IRetention>().RemoveBatchAsync(dead, reached!, 720, default)).ShouldBeNull("its lease is lost");
        await _database.Get<IMaintenanceTasks>().ReleaseAsync(successor, default);
        (await _database.RemoveAllAsync()).Removed.ShouldBe(new(100, 300, 100, 100));
        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"phase": "moon", "after_time": "2020-01-01", "removed": null}""")]
    public void Progress_that_makes_no_sense_begins_anew(string json) => RetentionProgress.Parse(json).ShouldBe(RetentionProgress.Start);

    [Fact]
    public void Progress_survives_its_row()
    {
        var progress = new RetentionProgress(RetentionPhase.IdempotencyKeys, DateTimeOffset.UnixEpoch.AddTicks(1234567890), Guid.NewGuid(), new(1, 2, 3, 4, 5, 6), 7);

        RetentionProgress.Parse(progress.ToJson()).ShouldBe(progress);
    }

    private async Task<long> WaitersAsync()
        => await _database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

    private async Task<long> PersistAsync(Guid pet)
    {
        await _database.Queue.EnqueueAsync(Given.Request(pet), default);
        var job = (await _database.Queue.ClaimAsync("w", 1, default)).ShouldHaveSingleItem();
        return (await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), default)).ShouldNotBeNull().Version;
    }

    private async Task<Guid> JobAsync(string status, double age, string? key = null)
    {
        var job = await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()) with { IdempotencyKey = key }, default);
        await _database.ExecuteAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            UPDATE cluster_jobs SET status = '{status}', enqueued_at = now() - {age} * interval '1 day', started_at = now(),
                completed_at = CASE WHEN '{status}' IN ('succeeded', 'failed') THEN now() - {age} * interval '1 day' END,
                lease_expires_at = CASE WHEN '{status}' = 'processing' THEN now() END, worker_id = 'w'
            WHERE id = '{job.JobId}'
            """));
        return job.JobId;
    }
}
