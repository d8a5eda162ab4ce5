using MediaClusters.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Tests.Operations;

/// <summary>What the scripts say to wrong input, and those that need no backup.</summary>
[Collection(ServersCollection.Name)]
public sealed class BackupScriptTests(Servers servers) : IAsyncLifetime
{
    private string _folder = "";
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _folder = await Shell.CreateFolderAsync();
        _database = await servers.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("backup.sh all", "Usage")]
    [InlineData("restore.sh --target", "Usage")]
    [InlineData("restore.sh --target yesterday", "not 'yesterday'")]
    [InlineData("restore.sh --target '2026-03-01 03:00:00'", "not '2026-03-01 03:00:00'")]
    [InlineData("restore.sh --target '2026-02-31 03:00:00+00'", "no such moment")]
    [InlineData("restore.sh --target ''", "Usage")]
    [InlineData("restore.sh --timeline 1", "Usage")]
    [InlineData("restore.sh --target '2026-03-01 03:00:00+00' --timeline current", "Usage")]
    [InlineData("PGDATA= restore.sh", "PGDATA is not set")]
    [InlineData("PGDATA=$PWD restore.sh", "is not empty")]
    [InlineData("dump.sh", "Usage")]
    [InlineData("load.sh nowhere", "is no dump")]
    [InlineData("PGDATABASE= verify.sh", "PGDATABASE is not set")]
    [InlineData("verify.sh --all", "Usage")]
    [InlineData("after-restore.sh nowhere", "cannot be read")]
    [InlineData("deletions.sh forget it", "Usage")]
    [InlineData("deletions.sh replay /dev/null", "API_URL")]
    [InlineData("deletions.sh missing nowhere", "cannot be read")]
    [InlineData("API_URL=http://x INTERNAL_TOKEN=x deletions.sh replay nowhere", "cannot be read")]
    public async Task Wrong_input_ends_with_one_line_and_2(string command, string message)
    {
        var call = $"export PATH=\"$PWD/deploy/backup:$PATH\"; {command}";
        var (exitCode, output, errors) = await Shell.TryAsync(_folder, call, Variables());

        errors.ShouldContain(message);
        errors.TrimEnd().ShouldNotContain("\n");
        output.ShouldBeEmpty();
        exitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("UPDATE cluster_snapshots SET payload = set_byte(payload, 3, 255 - get_byte(payload, 3))", "cluster_snapshots", 0)]
    [InlineData("UPDATE cluster_members SET distance = distance + 1e-9 WHERE image_id = (SELECT max(image_id::text)::uuid FROM cluster_members)", "cluster_members", 0)]
    [InlineData("UPDATE pets p SET latest_version = 1, latest_cluster_id = c.id FROM pet_clusters c WHERE c.version = 1", "pets", 1)]
    [InlineData("DELETE FROM cluster_snapshots", "cluster_snapshots", 1)]
    public async Task Verification_tells_every_difference(string damage, string table, int expected)
    {
        await GivenTwoVersionsAsync(Given.Id(1));
        var sound = await Shell.RunAsync(_folder, "deploy/backup/verify.sh", Variables());
        await _database.ExecuteAsync(damage);

        var (exitCode, damaged, _) = await Shell.TryAsync(_folder, "deploy/backup/verify.sh", Variables());

        exitCode.ShouldBe(expected);
        var changed = damaged.Split('\n').Except(sound.Split('\n'), StringComparer.Ordinal).Where(line => !line.StartsWith("broken", StringComparison.Ordinal)).ToArray();
        changed.ShouldHaveSingleItem().ShouldStartWith($"{table} ");
    }

    [Fact]
    public async Task Raising_twice_or_with_pets_that_exist_already_does_no_harm()
    {
        await GivenTwoVersionsAsync(Given.Id(1));
        var known = $"mc:{{{Given.Id(1)}}}:latest\n\"{Given.Id(2).ToString().ToUpperInvariant()}\", {Given.Id(2)}; no id: 12-34 '; DROP TABLE pets; --";
        var variables = Variables();
        variables["KNOWN"] = known;

        long[] raised = [2, 0, 0];
        for (var run = 1; run < raised.Length; run++)
        {
            await Shell.RunAsync(_folder, "printf '%s' \"$KNOWN\" | deploy/backup/after-restore.sh -", variables);
            raised[run] = await _database.ScalarAsync<long>($"SELECT latest_version FROM pets WHERE pet_id = '{Given.Id(1)}'");
            raised[run].ShouldBeGreaterThan(raised[run - 1]);
            (await _database.ScalarAsync<long>($"SELECT latest_version FROM pets WHERE pet_id = '{Given.Id(2)}'")).ShouldBe(raised[run]);
        }

        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'queued' AND force AND reason = 'restore'")).ShouldBe(2);
        (await Shell.RunAsync(_folder, "deploy/backup/verify.sh", Variables())).ShouldContain("raised heads 2");

        // Where no job will write a version, the newest one can be restored above the raised number.
        var restored = await _database.Restorer.RestoreAsync(new(Given.Id(1), 2, AllowMissingPhotos: true), CancellationToken.None);
        restored.Version!.Version.ShouldBe(raised[^1] + 1);
        (await Shell.RunAsync(_folder, "deploy/backup/verify.sh", Variables())).ShouldContain("raised heads 1");
    }

    [Fact]
    public async Task Second_restore_to_before_the_first_hands_out_no_number_of_the_first()
    {
        await GivenTwoVersionsAsync(Given.Id(1));
        await Shell.RunAsync(_folder, "deploy/backup/after-restore.sh", Variables());
        await GivenTwoVersionsAsync(Given.Id(1));
        var handedOut = await _database.ScalarAsync<long>("SELECT latest_version FROM pets");
        await _database.ExecuteAsync("UPDATE pets SET latest_version = 2, latest_cluster_id = (SELECT id FROM pet_clusters WHERE version = 2)");

        await Shell.RunAsync(_folder, "deploy/backup/after-restore.sh", Variables());

        (await _database.ScalarAsync<long>("SELECT latest_version FROM pets")).ShouldBeGreaterThan(handedOut);
    }

    [Fact]
    public async Task Clock_that_is_behind_the_numbers_changes_nothing()
    {
        await GivenTwoVersionsAsync(Given.Id(1));
        await _database.ExecuteAsync("UPDATE pets SET latest_version = 9000000000000");

        var (exitCode, _, errors) = await Shell.TryAsync(_folder, "deploy/backup/after-restore.sh", Variables());

        exitCode.ShouldNotBe(0);
        errors.ShouldContain("the clock of the server is behind");
        (await _database.ScalarAsync<long>("SELECT latest_version FROM pets")).ShouldBe(9_000_000_000_000);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE reason = 'restore'")).ShouldBe(0);
    }

    [Fact]
    public async Task Deletions_after_the_chosen_moment_are_replayed_and_no_others()
    {
        foreach (var pet in new[] { Given.Id(1), Given.Id(2) })
        {
            await _database.ExecuteAsync(
                $$"""INSERT INTO pet_deletions (id, pet_id, version, requested_by, reason, removed) VALUES ('{{pet}}', '{{pet}}', 3, 'test', 'about "pet_id": "{{Given.Id(9)}}"', '{}')""");
        }

        var file = $"{_folder}/deletions.jsonl";
        await Shell.RunAsync(_folder, $"deploy/backup/deletions.sh export {file}", Variables());

        // The restored database knows of the first deletion only; the pet may be back by now, with its owner's consent.
        await _database.ExecuteAsync($"DELETE FROM pet_deletions WHERE pet_id = '{Given.Id(2)}'");
        await Shell.RunAsync(_folder, $"deploy/backup/deletions.sh export {file}", Variables());
        await using var api = await DeletingApi.StartAsync();
        var variables = Variables();
        variables["DELETIONS"] = file;
        variables["API_URL"] = api.Address;
        variables["INTERNAL_TOKEN"] = "the token";
        await Shell.RunAsync(_folder, RestorePage.Replay, variables);

        api.Deleted.ShouldBe([$"the token {Given.Id(2)}"]);

        // An API that does not answer as it should is told, and nothing is lost.
        api.Status = StatusCodes.Status503ServiceUnavailable;
        await RefusesAsync(file, variables, $"not deleted {Given.Id(2)}: HTTP 503");
        api.Status = StatusCodes.Status404NotFound;
        (await Shell.RunAsync(_folder, RestorePage.Replay, variables)).ShouldBe($"not there {Given.Id(2)}\n");

        // A database or an address that is not the right one is told before anything is deleted.
        api.Status = StatusCodes.Status204NoContent;
        await RefusesAsync(file, With(variables, "PGDATABASE", "nowhere"), "nothing was deleted");
        await RefusesAsync(file, With(variables, "API_URL", $"{api.Address}/elsewhere"), "is not the API");
        api.Deleted.Count.ShouldBe(1);

        // The repetition has a row of its own, and later releases more columns: neither is a reason to delete the pet again.
        await _database.ExecuteAsync($$"""INSERT INTO pet_deletions (id, pet_id, version, requested_by, removed) VALUES ('{{Given.Id(3)}}', '{{Given.Id(2)}}', 9, 'replay', '{}')""");
        await _database.ExecuteAsync("ALTER TABLE pet_deletions ADD COLUMN more text");
        (await Shell.RunAsync(_folder, RestorePage.Replay, variables)).ShouldBeEmpty();
    }

    private async Task RefusesAsync(string file, Dictionary<string, string> variables, string message)
    {
        var (exitCode, _, errors) = await Shell.TryAsync(_folder, $"deploy/backup/deletions.sh replay {file}", variables);
        exitCode.ShouldBe(1);
        errors.ShouldContain(message);
    }

    private static Dictionary<string, string> With(Dictionary<string, string> variables, string name, string value)
        => new(variables, StringComparer.Ordinal) { [name] = value };

    private async Task GivenTwoVersionsAsync(Guid pet)
    {
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await _database.Queue.EnqueueAsync(Given.Request(pet), CancellationToken.None);
            var job = (await _database.Queue.ClaimAsync("worker", 1, CancellationToken.None)).Single();
            await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), CancellationToken.None);
        }
    }

    private Dictionary<string, string> Variables()
    {
        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        return new(StringComparer.Ordinal)
        {
            ["HOME"] = _folder,
            ["PGHOST"] = connection.Host!,
            ["PGPORT"] = $"{connection.Port}",
            ["PGUSER"] = connection.Username!,
            ["PGPASSWORD"] = connection.Password!,
            ["PGDATABASE"] = connection.Database!,
            ["PGDATA"] = $"{_folder}/data",
        };
    }

    private sealed class DeletingApi(WebApplication app) : IAsyncDisposable
    {
        public List<string> Deleted { get; } = [];

        public int Status { get; set; } = StatusCodes.Status204NoContent;

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<DeletingApi> StartAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var api = new DeletingApi(app);
            app.MapDelete("/internal/pets/{pet}", (string pet, HttpContext context) =>
            {
                if (api.Status < 300)
                    api.Deleted.Add($"{context.Request.Headers["X-Internal-Token"]} {pet}");
                return Results.StatusCode(api.Status);
            });
            app.MapPost("/internal/pets/latest-versions", () => Results.Ok());
            await app.StartAsync();
            return api;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
