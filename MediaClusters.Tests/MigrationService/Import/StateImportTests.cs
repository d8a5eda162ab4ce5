using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using MediaClusters.Persistence;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.MigrationService.Backfill;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.MigrationService.Import;

[Collection(ServersCollection.Name)]
public sealed class StateImportTests(Servers servers) : IAsyncLifetime
{
    private const string Uuid = "aaaaaaaa-0000-4000-8000-000000000001";

    private readonly RedisServer _server = new();
    private TestDatabase _database = null!;
    private ConnectionMultiplexer _connection = null!;

    private IDatabase Redis => _connection.GetDatabase();

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _connection = await _server.ConnectAsync();
        _database = await servers.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Import_takes_a_state_over_as_version_1()
    {
        await Redis.StringSetAsync(StubStates.Key("pet-1"), StubStates.Of("pet-1"));
        var pet = LegacyIds.ToUuid("pet-1", LegacyOptions.DefaultNamespace);

        var result = await RunAsync();

        result.ExitCode.ShouldBe(0, result.Text);
        result.Text.ShouldContain("Done: 1 states, 1 imported (0 of them mended), 0 skipped as their pets have a version, 0 gone before they were read, 0 not imported");
        var latest = (await _database.Reader.FindLatestAsync(pet, default)).ShouldNotBeNull();
        latest.Version.ShouldBe(1);
        var body = JsonDocument.Parse(latest.Body).RootElement;
        body.GetProperty("algorithm").GetString().ShouldBe("imported");
        body.GetProperty("created_at").GetString().ShouldBe("2026-03-04T05:06:08Z");
        body.GetProperty("clusters")[0].GetProperty("hero").GetProperty("image_id").GetGuid().ShouldBe(LegacyIds.ToUuid("h-pet-1", LegacyOptions.DefaultNamespace));

        (await _database.ScalarAsync<string>("SELECT metadata->>'legacy_id' FROM pets")).ShouldBe("pet-1");
        (await _database.ScalarAsync<string>("SELECT string_agg((metadata->>'legacy_image_id') || ' ' || (metadata->>'legacy_cluster_id') || ' ' || (metadata ? 'stable_id'), ',' ORDER BY distance) FROM cluster_members"))
            .ShouldBe("h-pet-1 c1 true,i-pet-1 c1 true");
        (await _database.ScalarAsync<bool>("SELECT algorithm = 'imported' AND job_id IS NULL AND model IS NULL AND created_at = '2026-03-04T05:06:08Z' FROM pet_clusters")).ShouldBeTrue();
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cache_outbox WHERE version = 1")).ShouldBe(1);

        // Published as every other version; the stub's state is as it was.
        ((string?)await Redis.StringGetAsync($"mc:{{{pet}}}:latest"))![16..].ShouldBe(Encoding.UTF8.GetString(latest.Body.Span));
        ((string?)await Redis.StringGetAsync(StubStates.Key("pet-1"))).ShouldBe(StubStates.Of("pet-1"));
    }

    [Fact]
    public async Task Import_twice_imports_nothing_twice()
    {
        await Redis.StringSetAsync(StubStates.Key(Uuid), StubStates.Of(Uuid));
        await Redis.StringSetAsync(StubStates.Key("pet-2"), StubStates.Of("pet-2"));

        (await RunAsync()).Text.ShouldContain("2 imported");
        (await RunAsync()).Text.ShouldContain("Done: 2 states, 0 imported (0 of them mended), 2 skipped");

        (await _database.ScalarAsync<long>("SELECT count(*) FROM pet_clusters")).ShouldBe(2);
    }

    [Fact]
    public async Task Import_leaves_pets_alone_that_have_a_version_or_were_deleted()
    {
        await GivenPets.VersionAsync(_database, new Guid(Uuid));
        await Redis.StringSetAsync(StubStates.Key(Uuid), StubStates.Of(Uuid));
        var deleted = Guid.NewGuid();
        await _database.ExecuteAsync($"INSERT INTO pet_deletions (id, pet_id, version, requested_by, removed) VALUES ('{Guid.NewGuid()}', '{deleted}', 3, 'test', '{{}}')");
        await Redis.StringSetAsync(StubStates.Key($"{deleted}"), StubStates.Of($"{deleted}"));

        var result = await RunAsync();

        result.ExitCode.ShouldBe(3);
        result.Text.ShouldContain($"State {LegacyKeys.Prefix}{deleted} is not imported: the pet was deleted with all its data");
        result.Text.ShouldContain("2 states, 0 imported (0 of them mended), 1 skipped as their pets have a version, 0 gone before they were read, 1 not imported");
        (await _database.ScalarAsync<string>("SELECT string_agg(algorithm, ',') FROM pet_clusters")).ShouldBe("auto");
    }

    [Fact]
    public async Task Import_of_a_pet_that_is_being_deleted_waits_and_says_so()
    {
        await Redis.StringSetAsync(StubStates.Key(Uuid), StubStates.Of(Uuid));
        await _database.ExecuteAsync($"INSERT INTO pets (pet_id) VALUES ('{Uuid}')");
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("SELECT 1 FROM pets FOR UPDATE");

        var import = RunAsync();
        await _database.UntilSomebodyWaitsAsync();
        await ExecuteAsync($"DELETE FROM pets; INSERT INTO pet_deletions (id, pet_id, version, requested_by, removed) VALUES (gen_random_uuid(), '{Uuid}', 1, 'test', '{{}}')");
        await transaction.CommitAsync();

        var result = await import;
        result.ExitCode.ShouldBe(3, result.Text);
        result.Text.ShouldContain($"State {LegacyKeys.Prefix}{Uuid} is not imported: the pet was deleted with all its data");
        (await _database.ScalarAsync<long>("SELECT count(*) FROM pets")).ShouldBe(0);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Import_counts_its_versions_but_not_their_durations()
    {
        await Redis.StringSetAsync(StubStates.Key(Uuid), StubStates.Of(Uuid));
        var (written, timed) = (0L, 0);
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == PersistenceTelemetry.Meter)
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => written += instrument.Name == "mediaclusters.versions.written" ? value : 0);
        meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => timed += instrument.Name == "mediaclusters.persist.duration" ? 1 : 0);
        meters.Start();

        await RunAsync();

        (written, timed).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Import_uses_the_namespace_it_is_told()
    {
        var space = new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
        await Redis.StringSetAsync(StubStates.Key("pet-3"), StubStates.Of("pet-3"));

        await RunAsync("--namespace", $"{space}");

        (await _database.ScalarAsync<Guid>("SELECT pet_id FROM pets")).ShouldBe(NameBasedUuid.Create(space, "pet-3"));
    }

    [Fact]
    public async Task Import_of_spellings_of_one_id_takes_one_and_reports_the_other_every_time()
    {
        await Redis.StringSetAsync(StubStates.Key(Uuid), StubStates.Of(Uuid));
        await Redis.StringSetAsync(StubStates.Key(Uuid.ToUpperInvariant()), StubStates.Of(Uuid.ToUpperInvariant()));

        (await RunAsync()).Text.ShouldContain("2 states, 1 imported (0 of them mended), 0 skipped as their pets have a version, 0 gone before they were read, 1 not imported");
        var again = await RunAsync();

        again.ExitCode.ShouldBe(3);
        again.Text.ShouldContain("is not imported: the key names a pet that was imported under another spelling of its id");
        again.Text.ShouldContain("0 imported (0 of them mended), 1 skipped");
    }

    [Theory]
    [InlineData("", "$ is no JSON")]
    [InlineData("[]", "$ is no object")]
    [InlineData("""{"pet_id": "other", "clusters": []}""", "pet_id is another pet than the key's")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "members": []}]}""", "clusters[0] has no members")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "hero_image_id": "x", "members": [{"image_id": "a"}]}]}""", "clusters[0].hero_image_id is no member of the cluster: x")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "members": [{"image_id": "a"}]}, {"id": 2, "members": [{"image_id": "a"}]}]}""", "clusters[1].members[0].image_id is there before: a")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "members": [{"image_id": "a", "score": 1e400}]}]}""", "clusters[0].members[0].score is")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "members": [{"image_id": "a", "score": NaN}]}]}""", "$ is no JSON")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "label": "\ud800", "members": [{"image_id": "a"}]}]}""", "$ cannot be read")]
    [InlineData("""{"pet_id": "pet", "clusters": [{"id": 1, "label": "\u0000", "members": [{"image_id": "a"}]}]}""", "clusters[0].label holds a NUL")]
    public async Task Import_of_what_cannot_be_read_reports_why(string state, string reason)
    {
        await Redis.StringSetAsync(StubStates.Key("pet"), state);
        var file = Path.Combine(Path.GetTempPath(), $"mc-report-{Guid.NewGuid()}.json");

        var result = await RunAsync("--report", file);

        result.ExitCode.ShouldBe(3);
        result.Text.ShouldContain($"State {LegacyKeys.Prefix}pet is not imported: {reason}");
        var line = JsonDocument.Parse((await File.ReadAllLinesAsync(file)).ShouldHaveSingleItem()).RootElement;
        File.Delete(file);
        line.GetProperty("key").GetString().ShouldBe($"{LegacyKeys.Prefix}pet");
        var problem = line.GetProperty("problems")[0];
        $"{problem.GetProperty("path")} {problem.GetProperty("reason")}".ShouldStartWith(reason);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM pets")).ShouldBe(0);
    }

    [Fact]
    public async Task Import_accounts_for_keys_that_hold_no_state()
    {
        byte[] prefix = Encoding.UTF8.GetBytes(LegacyKeys.Prefix);
        await Redis.HashSetAsync(StubStates.Key("hash"), "a", "b");
        await Redis.ListLeftPushAsync(StubStates.Key("list"), "a");
        await Redis.StringSetAsync(StubStates.Key(""), "{}");
        await Redis.StringSetAsync(StubStates.Key($"{Guid.Empty}"), StubStates.Of($"{Guid.Empty}"));
        await Redis.StringSetAsync(StubStates.Key(new string('x', 201)), "{}");
        await Redis.StringSetAsync((byte[])[.. prefix, 0xFF, 0x0A], "{}");
        await Redis.StringSetAsync(StubStates.Key("deep"), new string('[', 100_000));
        await Redis.ExecuteAsync("SETRANGE", (string)StubStates.Key("huge")!, 50 * 1024 * 1024, "x");
        await Redis.StringSetAsync("sploot.media.clusters:other:pet", StubStates.Of("pet"));
        await Redis.StringSetAsync(StubStates.Key("sound"), StubStates.Of("sound"));

        var result = await RunAsync();

        result.ExitCode.ShouldBe(3);
        result.Text.ShouldContain("Done: 9 states, 1 imported (0 of them mended), 0 skipped as their pets have a version, 0 gone before they were read, 8 not imported");
        foreach (var reason in (string[])["hash is not imported: $ is no string of Redis", "list is not imported: $ is no string of Redis", "state: is not imported: the key names no pet", "the key names the nil UUID", "the key names a pet by more than 200 characters", "state:\\xff\\x0a is not imported: the key is no UTF-8", "deep is not imported: $ is no JSON", "huge is not imported: $ is longer than 16777216 bytes"])
            result.Text.ShouldContain(reason);
    }

    [Theory]
    [InlineData("2999-01-01T00:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    public async Task Import_of_a_state_from_another_age_is_dated_now(string time)
    {
        await Redis.StringSetAsync(StubStates.Key("pet"), StubStates.Of("pet").Replace("2026-03-04T05:06:08Z", time, StringComparison.Ordinal));

        (await RunAsync()).Text.ShouldContain("is imported, but its time lies in the future or before the year 2000: the version is dated now");

        (await _database.ScalarAsync<bool>("SELECT created_at BETWEEN now() - interval '1 minute' AND now() FROM pet_clusters")).ShouldBeTrue();
    }

    [Fact]
    public async Task Import_dry_run_counts_and_changes_nothing()
    {
        await Redis.StringSetAsync(StubStates.Key("pet"), StubStates.Of("pet"));
        await Redis.StringSetAsync(StubStates.Key("broken"), "{");

        var result = await RunAsync("--dry-run");

        (result.ExitCode, result.Log[^1]).ShouldBe((3, "Dry run done: 2 states, 1 imported (0 of them mended), 0 skipped as their pets have a version, 0 gone before they were read, 1 not imported"));
        (await _database.ScalarAsync<long>("SELECT (SELECT count(*) FROM pets) + (SELECT count(*) FROM maintenance_tasks)")).ShouldBe(0);
    }

    [Fact]
    public async Task Import_does_not_overwrite_a_report_and_begins_nothing_without_one()
    {
        var file = Path.GetTempFileName();
        await Redis.StringSetAsync(StubStates.Key("pet"), StubStates.Of("pet"));

        var result = await RunAsync("--report", file);

        File.Delete(file);
        result.ExitCode.ShouldBe(1);
        result.Log.ShouldHaveSingleItem().ShouldStartWith($"Stopped: the report {file} cannot be written: ");
        (await _database.ScalarAsync<long>("SELECT count(*) FROM pets")).ShouldBe(0);
    }

    [Fact]
    public async Task Import_of_photos_pets_leaves_them_to_the_backfill()
    {
        await Redis.StringSetAsync(StubStates.Key(Uuid), StubStates.Of(Uuid));
        (await _database.Images.UpsertAsync(new(Uuid), Given.Images(1), default)).Accepted.ShouldBeTrue();

        await RunAsync();

        (await BackfillHost.RunAsync(_database.ConnectionString, [])).Text.ShouldContain("1 enqueued");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Import_of_states_after_accidents_counts_each_once(int seed)
    {
        const int Count = 300;
        var random = new Random(seed);
        for (var n = 0; n < Count; n++)
        {
            var pet = n % 2 == 0 ? $"pet-{n}" : $"{Given.Id(n)}";
            await Redis.StringSetAsync(StubStates.Key(pet), random.Next(5) == 0 ? Encoding.UTF8.GetBytes(StubStates.Of(pet)) : StubStates.Mutated(pet, random));
        }

        var result = await RunAsync();

        var versions = await _database.ScalarAsync<long>("SELECT count(*) FROM pet_clusters");
        var refused = result.Log.Count(line => line.Contains(" is not imported: ", StringComparison.Ordinal));
        result.ExitCode.ShouldBe(3, result.Text);
        (versions + refused).ShouldBe(Count);
        versions.ShouldBeInRange(Count / 5, Count - 50);
        result.Log[^1].ShouldStartWith($"Done: {Count} states, {versions} imported (");
        result.Log[^1].ShouldEndWith($"{refused} not imported");
        (await _database.ScalarAsync<long>("SELECT count(*) FROM pets WHERE latest_version = 1")).ShouldBe(versions);
    }

    [Fact]
    public void Reading_thousands_of_states_after_accidents_never_throws()
    {
        var random = new Random(7);
        var (read, refused) = (0, 0);
        for (var n = 0; n < 4_000; n++)
        {
            var parsed = LegacyStateJson.Parse(StubStates.Mutated("pet", random));
            if (parsed.IsValid && LegacyVersion.From(parsed.State, LegacyOptions.DefaultNamespace).Version is { } version)
            {
                version.Result.Clusters.ShouldAllBe(cluster => cluster.Members.Any(member => member.ImageId == cluster.Hero.ImageId));
                read++;
            }
            else
            {
                refused++;
            }
        }

        read.ShouldBeGreaterThan(200);
        refused.ShouldBeGreaterThan(1_000);
    }

    private Task<BackfillResult> RunAsync(params string[] arguments)
        => BackfillHost.RunAsync(_database.ConnectionString, ["--import-redis", .. arguments], _connection);
}
