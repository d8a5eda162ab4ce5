using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.MigrationService.Import;
using StackExchange.Redis;

namespace MediaClusters.Tests.Graph;

/// <summary>The migration service's program beside the running graph, as an operator starts it.</summary>
[Collection(GraphCollection.Name)]
public sealed class BackfillTests(GraphFixture graph)
{
    private const int Pets = 100;

    [Fact]
    public async Task Backfill_gives_every_pet_with_photos_a_version()
    {
        var model = $"model-{Guid.NewGuid():N}";
        await ExecuteAsync($"""
            WITH new AS (INSERT INTO pets (pet_id) SELECT gen_random_uuid() FROM generate_series(1, {Pets}) RETURNING pet_id)
            SELECT 1 FROM new;
            INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model)
            SELECT gen_random_uuid(), pet_id, decode(repeat('0000803f', 384), 'hex'), 384, '{model}'
            FROM pets CROSS JOIN generate_series(1, 3) WHERE NOT EXISTS (SELECT 1 FROM pet_images i WHERE i.pet_id = pets.pet_id)
            """);

        var (exitCode, output) = await RunAsync("backfill", "--max-queued", "20", "--wait");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("The jobs have finished: ");
        (await graph.QueryAsync<long>($"SELECT count(*) FROM pet_clusters WHERE model = '{model}' AND version = 1 AND cluster_count = 1")).ShouldBeGreaterThanOrEqualTo(Pets);

        (await RunAsync("backfill")).Output.ShouldContain(" 0 enqueued");
    }

    [Fact]
    public async Task Backfill_that_gets_the_signal_to_stop_says_how_to_go_on()
    {
        // A job that never comes due leaves no room for another.
        var (pet, job) = (Guid.NewGuid(), Guid.NewGuid());
        await ExecuteAsync($"""
            INSERT INTO pets (pet_id) VALUES ('{pet}');
            INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model)
            VALUES (gen_random_uuid(), '{pet}', decode(repeat('0000803f', 384), 'hex'), 384, 'clip');
            INSERT INTO cluster_jobs (id, pet_id, status, priority, run_after) VALUES ('{job}', gen_random_uuid(), 'queued', -1, 'infinity')
            """);
        using var process = await StartAsync("backfill", "--max-queued", "1");
        await GraphFixture.EventuallyAsync(() => graph.QueryAsync<bool>("SELECT EXISTS (SELECT 1 FROM maintenance_tasks WHERE name = 'backfill' AND holder IS NOT NULL)"), held => held);

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync();

        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(GraphFixture.Patience);
        await process.WaitForExitAsync();
        await ExecuteAsync($"DELETE FROM cluster_jobs WHERE id = '{job}'");
        process.ExitCode.ShouldBe(1, output);
        output.ShouldContain("Interrupted, run again to go on");
        (await RunAsync("backfill", "--wait")).ExitCode.ShouldBe(0);
        (await graph.QueryAsync<long>($"SELECT latest_version FROM pets WHERE pet_id = '{pet}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Import_makes_the_states_of_the_stub_the_versions_that_are_served()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync((await graph.Application.GetConnectionStringAsync("cache"))!);
        var run = Guid.NewGuid().ToString("N")[..8];
        var pets = Enumerable.Range(0, Pets).Select(n => n % 2 == 0 ? $"{Guid.NewGuid()}" : $"{run}-{n}").ToArray();
        foreach (var pet in pets)
            connection.GetDatabase().StringSet(StubStates.Key(pet), pet == pets[7] ? "{" : StubStates.Of(pet));
        var known = LegacyIds.ToUuid(pets[1], LegacyOptions.DefaultNamespace);
        (await graph.Api.GetAsync($"/internal/pets/{known}/clusters/latest")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var (exitCode, output) = await RunAsync("backfill", "--import-redis");

        exitCode.ShouldBe(3, output);
        output.ShouldContain($"State {LegacyKeys.Prefix}{pets[7]} is not imported: $ is no JSON");
        foreach (var pet in pets.Where(pet => pet != pets[7]))
        {
            // An API that answered "no such pet" a moment ago may do so until it hears of the version: 2 s at most.
            var latest = await GraphFixture.EventuallyAsync(
                () => graph.Api.GetAsync($"/internal/pets/{LegacyIds.ToUuid(pet, LegacyOptions.DefaultNamespace)}/clusters/latest"),
                response => response.StatusCode == HttpStatusCode.OK);
            var body = await latest.Content.ReadFromJsonAsync<JsonElement>();
            body.GetProperty("algorithm").GetString().ShouldBe("imported");
            body.GetProperty("clusters")[0].GetProperty("members")[1].GetProperty("distance").GetDouble().ShouldBe(0.125);
            connection.GetDatabase().KeyDelete(StubStates.Key(pet));
        }
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = await StartAsync(arguments);
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(GraphFixture.Patience);
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private async Task<Process> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MediaClusters.MigrationService.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(new Projects.MediaClusters_MigrationService().ProjectPath)!,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ConnectionStrings__media-clusters"] = await graph.Application.GetConnectionStringAsync("media-clusters");
        start.Environment["ConnectionStrings__cache"] = await graph.Application.GetConnectionStringAsync("cache");
        return Process.Start(start)!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = graph.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
