using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace MediaClusters.Tests.MigrationService.Backfill;

[Collection(ServersCollection.Name)]
public sealed class PetBackfillTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Backfill_enqueues_what_has_photos_and_no_current_version()
    {
        var never = await GivenPets.PhotosAsync(_database, "clip");
        var oldAlgorithm = await GivenPets.PhotosAsync(_database, "clip");
        await GivenPets.VersionAsync(_database, oldAlgorithm, algorithm: "kmeans");
        var oldModel = await GivenPets.PhotosAsync(_database, "clip", "siglip", "siglip");
        await GivenPets.VersionAsync(_database, oldModel);
        var imported = await GivenPets.PhotosAsync(_database, "clip");
        await GivenPets.VersionAsync(_database, imported, algorithm: "imported", model: null);
        var unknownModelChanged = await GivenPets.PhotosAsync(_database, "clip");
        await GivenPets.VersionAsync(_database, unknownModelChanged, model: null);
        await _database.ExecuteAsync($"UPDATE pet_images SET updated_at = clock_timestamp() WHERE pet_id = '{unknownModelChanged}'");

        var unknownModel = await GivenPets.PhotosAsync(_database, "clip");
        await GivenPets.VersionAsync(_database, unknownModel, model: null);
        var current = await GivenPets.PhotosAsync(_database, "clip", "clip", "siglip");
        await GivenPets.VersionAsync(_database, current);
        await _database.ExecuteAsync($"INSERT INTO pets (pet_id) VALUES ('{Guid.NewGuid()}')");
        var importedWithoutPhotos = Guid.NewGuid();
        await GivenPets.VersionAsync(_database, importedWithoutPhotos, algorithm: "imported", model: null);

        var result = await RunAsync();

        result.ExitCode.ShouldBe(0);
        (await GivenPets.QueuedAsync(_database))!.ShouldBe([never, oldAlgorithm, oldModel, imported, unknownModelChanged], ignoreOrder: true);
        result.Text.ShouldContain("9 pets looked at, 5 enqueued, 0 joined to jobs they had, 2 up to date, 2 without photos");
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE priority = -100 AND reason = 'backfill' AND NOT force AND max_attempts = 5 AND metadata ? 'backfill'")).ShouldBe(5);
    }

    [Fact]
    public async Task Backfill_leaves_a_restored_version_until_a_photo_changes()
    {
        var pet = await GivenPets.PhotosAsync(_database, "clip");
        await GivenPets.VersionAsync(_database, pet, algorithm: "imported", model: null);
        await GivenPets.VersionAsync(_database, pet);
        (await _database.Restorer.RestoreAsync(new(pet, 1, AllowMissingPhotos: true), default)).Version.ShouldNotBeNull();

        (await RunAsync()).Text.ShouldContain("0 enqueued, 0 joined to jobs they had, 1 up to date");

        await _database.ExecuteAsync("UPDATE pet_images SET updated_at = clock_timestamp()");
        (await RunAsync()).Text.ShouldContain("1 enqueued");
    }

    [Fact]
    public async Task Backfill_again_after_its_end_begins_afresh_and_joins_what_is_queued()
    {
        await GivenPets.WithPhotosAsync(_database, 3);

        (await RunAsync("--reason", "first")).Text.ShouldContain("3 enqueued, 0 joined");
        (await RunAsync()).Text.ShouldContain("3 pets looked at, 0 enqueued, 3 joined");

        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE reason = 'first'")).ShouldBe(3);
    }

    [Fact]
    public async Task Backfill_of_a_pet_that_is_being_processed_asks_for_a_rerun()
    {
        var pet = (await GivenPets.WithPhotosAsync(_database, 1)).Single();
        await _database.Queue.EnqueueAsync(new(pet), default);
        await _database.Queue.ClaimAsync("worker", 1, default);

        (await RunAsync()).Text.ShouldContain("0 enqueued, 1 joined");

        (await _database.ScalarAsync<bool>("SELECT rerun FROM cluster_jobs")).ShouldBeTrue();
    }

    [Fact]
    public async Task Backfill_leaves_no_more_background_jobs_than_it_may()
    {
        await GivenPets.WithPhotosAsync(_database, 40);
        await _database.Queue.EnqueueAsync(new(Guid.NewGuid()), default);

        var running = RunAsync("--max-queued", "7");
        var most = 0L;
        while (!running.IsCompleted)
        {
            // Half of them at a time, so that there is always something left.
            await GraphFixture.EventuallyAsync(BackgroundAsync, left => running.IsCompleted || left >= 7);
            most = Math.Max(most, await BackgroundAsync());
            foreach (var job in await _database.Queue.ClaimAsync("worker", 4, default))
                await _database.Queue.CompleteAsync(job, null, default);
        }

        (await running).Text.ShouldContain("40 enqueued");
        most.ShouldBe(7);

        Task<long> BackgroundAsync() => _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'queued' AND priority < 0");
    }

    [Fact]
    public async Task Backfill_interrupted_goes_on_behind_the_last_pet()
    {
        var pets = await GivenPets.WithPhotosAsync(_database, 30);
        using var interrupt = new CancellationTokenSource();
        var running = RunAsync(["--max-queued", "10"], interrupt.Token);
        await GraphFixture.EventuallyAsync(SavedAsync, looked => looked == 10);

        await interrupt.CancelAsync();
        var interrupted = await running;

        (interrupted.ExitCode, interrupted.Log[^1]).ShouldBe((1, "Interrupted, run again to go on"));
        (await GivenPets.QueuedAsync(_database))!.ShouldBe(pets[..10]);

        // Were it to begin anew, these would be enqueued once more.
        await _database.ExecuteAsync("DELETE FROM cluster_jobs");
        var second = await RunAsync();
        second.ExitCode.ShouldBe(0);
        second.Text.ShouldContain($"Going on behind pet {pets[9]}: 10 pets were dealt with before");
        second.Text.ShouldContain("30 pets looked at, 30 enqueued");
        (await GivenPets.QueuedAsync(_database))!.ShouldBe(pets[10..]);

        Task<int> SavedAsync() => _database.ScalarAsync<int>("SELECT (progress->>'looked')::int FROM maintenance_tasks WHERE name = 'backfill'");
    }

    [Theory]
    [InlineData("--restart", """{"run_id": "0199aaaa-0000-7000-8000-000000000000", "algorithm": "auto", "after": "ffffffff-0000-0000-0000-000000000000"}""")]
    [InlineData("--reason=x", """{"run_id": "0199aaaa-0000-7000-8000-000000000000", "algorithm": "older", "after": "ffffffff-0000-0000-0000-000000000000"}""")]
    [InlineData("--reason=x", """{"what": 1}""")]
    [InlineData("--reason=x", "7")]
    public async Task Backfill_begins_with_the_first_pet_when_told_or_when_progress_is_of_something_else(string argument, string progress)
    {
        await GivenPets.WithPhotosAsync(_database, 3);
        await _database.ExecuteAsync($"INSERT INTO maintenance_tasks (name, started_at, progress) VALUES ('backfill', now(), '{progress}')");

        (await RunAsync(argument)).Text.ShouldContain("3 enqueued");
    }

    [Fact]
    public async Task Backfill_while_another_is_at_it_says_who_and_changes_nothing()
    {
        await GivenPets.WithPhotosAsync(_database, 1);
        await _database.Get<IMaintenanceTasks>().AcquireAsync(new("backfill", "host-7-abc", TimeSpan.FromMinutes(1)), default);

        var result = await RunAsync();

        result.ExitCode.ShouldBe(1);
        result.Log.ShouldHaveSingleItem().ShouldStartWith("Stopped: host-7-abc is at it already; should it have died, its lease ends at ");
        (await GivenPets.QueuedAsync(_database))!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Backfill_that_lost_its_lease_stops()
    {
        await GivenPets.WithPhotosAsync(_database, 20);
        var running = RunAsync("--max-queued", "5");
        await GraphFixture.EventuallyAsync(() => GivenPets.QueuedAsync(_database), queued => queued!.Length == 5);

        await _database.ExecuteAsync("UPDATE maintenance_tasks SET holder = 'thief', lease_expires_at = now() + interval '1 hour'");
        await GivenPets.DrainAsync(_database);

        var result = await running;
        (result.ExitCode, result.Log[^1]).ShouldBe((1, "Stopped: another process took over; this one may have been paused. Nothing is lost."));
        (await _database.ScalarAsync<string>("SELECT holder FROM maintenance_tasks")).ShouldBe("thief");
    }

    [Fact]
    public async Task Backfill_dry_run_counts_and_changes_nothing()
    {
        await GivenPets.WithPhotosAsync(_database, 1_200);

        (await RunAsync("--dry-run", "--max-queued", "1")).Text.ShouldContain("Dry run done: 1200 pets looked at, 1200 enqueued");

        (await _database.ScalarAsync<long>("SELECT (SELECT count(*) FROM cluster_jobs) + (SELECT count(*) FROM maintenance_tasks)")).ShouldBe(0);
    }

    [Fact]
    public async Task Backfill_that_waits_tells_which_jobs_failed()
    {
        var pets = await GivenPets.WithPhotosAsync(_database, 4);
        var joined = await _database.Queue.EnqueueAsync(new(pets[0]), default);
        var running = RunAsync("--wait");
        await GraphFixture.EventuallyAsync(() => GivenPets.QueuedAsync(_database), queued => queued!.Length == 4);

        foreach (var job in await _database.Queue.ClaimAsync("worker", 4, default))
        {
            if (job.PetId == pets[1] || job.Id == joined.JobId)
                await _database.Queue.FailAsync(job, "the photo is torn", permanent: true, default);
            else
                await _database.Queue.CompleteAsync(job, null, default);
        }

        var result = await running;
        result.ExitCode.ShouldBe(1);
        result.Text.ShouldContain("The jobs have finished: 2 succeeded, 2 failed");
        result.Log.Count(line => line.EndsWith("failed: the photo is torn", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Backfill_on_an_old_schema_says_so_in_one_line()
    {
        await using var old = await servers.CreateEmptyDatabaseAsync();
        await using (var context = old.CreateContext())
            await context.Database.MigrateAsync(context.Database.GetMigrations().First());

        var result = await BackfillHost.RunAsync(old.ConnectionString, []);

        result.ExitCode.ShouldBe(1);
        result.Log.ShouldHaveSingleItem().ShouldMatch("^Stopped: the database lacks \\d+ migrations \\(.*\\): run the migrations first\\.$");
    }

    private Task<BackfillResult> RunAsync(params string[] arguments) => RunAsync(arguments, CancellationToken.None);

    private Task<BackfillResult> RunAsync(string[] arguments, CancellationToken cancellationToken)
        => BackfillHost.RunAsync(_database.ConnectionString, arguments, cancellationToken: cancellationToken);
}
