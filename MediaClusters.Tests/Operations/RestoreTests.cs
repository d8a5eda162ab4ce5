using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.Persistence;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Deployment.Tools;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Operations;

/// <summary>docs/operations/restore.md, followed to the letter: real servers, real backups, real processes, a real disaster.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private const int Pets = 200;
    private const string Moment = "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'";
    private const string Second = "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint";

    private readonly RedisServer _redis = new();
    private BackedUpServer _server = null!;

    public async Task InitializeAsync()
    {
        await _redis.InitializeAsync();
        _server = await BackedUpServer.StartAsync();
        await using var database = Open();
        await database.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [ToolFact(Tool.PgBackRest)]
    public async Task Lost_server_comes_back_as_it_was_at_the_chosen_moment_and_goes_on()
    {
        await using var before = Open();
        var (busy, unread, late) = (Given.Id(1), Given.Id(Pets + 1), Given.Id(Pets + 2));
        foreach (var pet in Enumerable.Range(1, Pets))
            await AddPhotosAsync(before, Given.Id(pet), pet);
        await AddPhotosAsync(before, unread, Pets + 1);
        await WriteAsync(before, Enumerable.Range(1, Pets));
        await _server.RunAsync(RestorePage.Backup);
        var backedUp = await before.ScalarAsync<long>(Second);
        await WriteAsync(before, Enumerable.Range(1, 40));

        // pgBackRest knows to the second when a backup ended, and restores to a later one.
        (await GraphFixture.EventuallyAsync(() => before.ScalarAsync<long>(Second), second => second > backedUp)).ShouldBeGreaterThan(backedUp);

        // At the chosen moment a dead worker holds a job, and no relay has applied the cache updates.
        await ClaimAsDeadWorkerAsync(before, busy);
        var target = await before.ScalarAsync<string>(Moment);
        var noted = await _server.VerifyAsync();
        var kept = await _server.VersionsAsync();
        noted.ShouldContain($"\npets {Pets + 1} ");
        noted.ShouldContain($"cache_outbox {Pets + 40} ");

        await AddPhotosAsync(before, late, Pets + 2);
        await WriteAsync(before, [.. Enumerable.Range(2, 60), Pets + 1, Pets + 2]);
        var (undone, versionsThen) = (await before.ScalarAsync<string>(Moment), await _server.VersionsAsync());
        await WriteAsync(before, Enumerable.Range(2, 30));
        var handedOut = await _server.VersionsAsync();
        handedOut.Count.ShouldBeGreaterThan(kept.Count + 90);
        Guid[] watched = [Given.Id(2), Given.Id(30), Given.Id(50), unread, late];
        await using (var api = await ServiceProcess.StartAsync("Api", _server, _redis))
        {
            foreach (var pet in watched)
                await ReadAsync(api, pet);
        }

        // What the rollout left in Redis is nowhere else.
        var redis = (await _redis.ConnectAsync()).GetDatabase();
        var state = $"sploot.media.clusters:state:{unread}";
        await redis.StringSetAsync(state, "{}");
        await _server.RunAsync(RestorePage.Known, Redis);
        await _server.RunAsync(RestorePage.Keep);
        await _server.UntilArchivedAsync();
        await _server.DestroyAsync();

        await _server.RunAsync(RestorePage.RestoreTarget, ("TARGET", target!));
        (await _server.RunAsync(RestorePage.Start)).ShouldEndWith(noted);
        (await _server.VersionsAsync()).ShouldBe(kept, ignoreOrder: true);

        await using var after = Open();
        await _server.RunAsync(RestorePage.AfterRestore, Redis);
        (await redis.KeyExistsAsync(state)).ShouldBeTrue();
        (await redis.KeyExistsAsync($"mc:{{{late}}}:latest")).ShouldBeFalse();
        var raised = await after.ScalarAsync<long>("SELECT min(latest_version) FROM pets");
        raised.ShouldBeGreaterThan(100_000_000_000);
        await using (var api = await ServiceProcess.StartAsync("Api", _server, _redis))
        {
            // Readers do not wait for the workers: there is an answer at once, and never one of the lost.
            foreach (var pet in watched)
                (await ReadAsync(api, pet)).ShouldBeGreaterThanOrEqualTo(raised);

            await AddPhotosAsync(after, late, Pets + 2);
            await RunWorkerAsync(after);
            foreach (var pet in watched)
                await SeesNewVersionAsync(api, pet, raised, handedOut.Keys.Where(key => key.PetId == pet).Max(key => key.Version), handedOut.Keys.Except(kept.Keys));
        }

        var versions = await _server.VersionsAsync();
        versions.Where(version => handedOut.TryGetValue(version.Key, out var hash) && hash != version.Value).ShouldBeEmpty("numbers that came back with other content");
        versions.Keys.Select(key => key.PetId).Distinct().Count().ShouldBe(Pets + 2);
        (await _server.VerifyAsync()).ShouldContain("raised heads 0\n");
        (await after.ScalarAsync<string>($"SELECT status || ' in attempt ' || attempts FROM cluster_jobs WHERE pet_id = '{busy}' ORDER BY id DESC LIMIT 1"))
            .ShouldBe("succeeded in attempt 2");

        // A restored server is backed up and restored like any other.
        await _server.RunAsync(RestorePage.Backup);
        await WriteAsync(after, Enumerable.Range(1, 5));
        noted = await _server.VerifyAsync();
        await _server.UntilArchivedAsync();
        await _server.DestroyAsync();
        await _server.RunAsync(RestorePage.RestoreLatest);
        (await _server.RunAsync(RestorePage.Start)).ShouldEndWith(noted);

        // What the first restore made undone is still to be had, and so where Debian keeps its settings.
        await _server.UntilArchivedAsync();
        await _server.DestroyAsync();
        await _server.RunAsync("deploy/backup/restore.sh --target \"$TARGET\" --timeline 1", ("TARGET", undone!));
        await _server.RunAsync(RestorePage.Start, ("PGCONF", await _server.MoveSettingsAsync()));
        (await _server.VersionsAsync()).ShouldBe(versionsThen, ignoreOrder: true);
    }

    [ToolFact(Tool.PgBackRest)]
    public async Task Dump_comes_back_in_a_new_server_with_roles_and_goes_on()
    {
        await using var before = Open();
        foreach (var pet in Enumerable.Range(1, 50))
            await AddPhotosAsync(before, Given.Id(pet), pet);
        await WriteAsync(before, Enumerable.Range(1, 40));
        await before.ExecuteAsync("CREATE ROLE reporting LOGIN PASSWORD 'a password'; GRANT SELECT ON pets TO reporting");
        var noted = await _server.VerifyAsync();
        var dump = (await _server.RunAsync(RestorePage.Dump)).Trim();
        await WriteAsync(before, Enumerable.Range(1, 50));
        var handedOut = await _server.VersionsAsync();

        await _server.DestroyAsync();
        await _server.StartEmptyAsync();
        (await _server.RunAsync(RestorePage.Load, ("DUMP", dump))).ShouldEndWith(noted);

        await using var after = Open();
        (await after.ScalarAsync<bool>("SELECT has_table_privilege('reporting', 'pets', 'SELECT') AND rolcanlogin FROM pg_roles WHERE rolname = 'reporting'")).ShouldBeTrue();
        await _server.RunAsync(RestorePage.Known, Redis);
        await _server.RunAsync(RestorePage.AfterRestore, Redis);
        var raised = await after.ScalarAsync<long>("SELECT min(latest_version) FROM pets");
        await RunWorkerAsync(after);
        var versions = await _server.VersionsAsync();
        versions.Where(version => handedOut.TryGetValue(version.Key, out var hash) && hash != version.Value).ShouldBeEmpty();
        versions.Keys.Where(key => key.Version > raised).Select(key => key.PetId).Distinct().Count().ShouldBe(50);

        // What is there is never loaded over.
        var (exitCode, _, errors) = await _server.TryAsync($"deploy/backup/load.sh {dump}");
        exitCode.ShouldBe(2);
        errors.ShouldContain("load into an empty database");
    }

    [ToolFact(Tool.PgBackRest)]
    public async Task Moment_before_the_oldest_backup_is_refused_and_leaves_nothing()
    {
        await _server.RunAsync(RestorePage.Backup);
        await _server.DestroyAsync();

        var (exitCode, _, errors) = await _server.TryAsync("deploy/backup/restore.sh --target '2020-01-01T00:00:00Z'");

        exitCode.ShouldBe(1);
        errors.ShouldContain("No backup is older than");
        Directory.EnumerateFileSystemEntries(_server.DataFolder).ShouldBeEmpty();
    }

    private (string Name, string Value) Redis => ("REDIS_URL", $"redis://{_redis.Endpoint}");

    private TestDatabase Open() => new(_server.ConnectionString);

    private static async Task AddPhotosAsync(TestDatabase database, Guid pet, int seed)
    {
        // Pairs of equal vectors, so that there are groups.
        var images = Enumerable.Range(0, 4).Select(n => Given.Image((seed * 10) + (n / 2), dimensions: 8, id: Given.Id(100_000 + (seed * 10) + n)));
        (await database.Images.UpsertAsync(pet, [.. images], CancellationToken.None)).Accepted.ShouldBeTrue();
    }

    /// <summary>The next version of each of these pets, by the queue and the store that a worker uses; nobody relays what the cache is owed.</summary>
    private static async Task WriteAsync(TestDatabase database, IEnumerable<int> pets)
    {
        foreach (var pet in pets)
            await database.Queue.EnqueueAsync(Given.Request(Given.Id(pet)), CancellationToken.None);
        while (await database.Queue.ClaimAsync("writer", 100, CancellationToken.None) is { Count: > 0 } jobs)
        {
            foreach (var job in jobs)
                (await database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), CancellationToken.None)).ShouldNotBeNull();
        }
    }

    /// <summary>A worker lives until there is nothing left to do.</summary>
    private async Task RunWorkerAsync(TestDatabase database)
    {
        await using var worker = await ServiceProcess.StartAsync("Worker", _server, _redis);
        var left = await GraphFixture.EventuallyAsync(
            () => database.ScalarAsync<long>("SELECT (SELECT count(*) FROM cluster_jobs WHERE status IN ('queued', 'processing')) + (SELECT count(*) FROM cache_outbox)"),
            count => count == 0);
        left.ShouldBe(0);
        await worker.StopAsync();
    }

    private static async Task ClaimAsDeadWorkerAsync(TestDatabase database, Guid pet)
    {
        await database.Queue.EnqueueAsync(Given.Request(pet) with { Force = true }, CancellationToken.None);
        (await database.Queue.ClaimAsync("dead", 1, CancellationToken.None)).ShouldHaveSingleItem();
        await database.ExecuteAsync($"UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() + interval '1 second' WHERE pet_id = '{pet}' AND status = 'processing'");
    }

    /// <returns>The newest version's number, by its ETag.</returns>
    private static async Task<long> ReadAsync(ServiceProcess api, Guid pet)
    {
        using var client = api.CreateClient();
        using var response = await client.GetAsync(new Uri($"/internal/pets/{pet}/clusters/latest", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return long.Parse(response.Headers.ETag!.Tag.Trim('"', 'v'), CultureInfo.InvariantCulture);
    }

    /// <summary>To a caller that holds the lost version: its ETag does not match, its floor is reached, its lost version is not there.</summary>
    private static async Task SeesNewVersionAsync(ServiceProcess api, Guid pet, long raised, long known, IEnumerable<(Guid PetId, long Version)> lost)
    {
        using var client = api.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/internal/pets/{pet}/clusters/latest?min_version={known}");
        request.Headers.TryAddWithoutValidation("If-None-Match", $"\"v{known}\"");
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("version").GetInt64().ShouldBeGreaterThan(raised);
        body.GetProperty("cluster_count").GetInt32().ShouldBe(2);

        lost.ShouldContain((pet, known));
        using var gone = await client.GetAsync(new Uri($"/internal/pets/{pet}/clusters/{known}", UriKind.Relative));
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
