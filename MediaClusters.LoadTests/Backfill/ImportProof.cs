using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.LoadTests.Graph;

namespace MediaClusters.LoadTests.Backfill;

internal static class ImportProof
{
    public static async Task RunAsync(LoadGraph graph, Checks checks, int states, CancellationToken cancellationToken)
    {
        using var cache = await CacheServer.ConnectAsync(graph.Redis);
        var redis = cache.Database;
        await MadeUpStates.WriteAsync(redis, states);
        var before = await MadeUpStates.ChecksumAsync(redis, states);
        var broken = Enumerable.Range(0, states).Count(MadeUpStates.IsBroken);
        var report = Path.Combine(Path.GetTempPath(), $"import-{Guid.NewGuid():N}.json");

        var started = Stopwatch.GetTimestamp();
        using var first = MigrationProcess.Start(graph, "backfill", "--import-redis", "--report", report);
        var exitCode = await first.WaitAsync(cancellationToken);
        Console.WriteLine($"{states} states imported in {BackfillProof.Seconds(started)} s, start of the program included: {states / Stopwatch.GetElapsedTime(started).TotalSeconds:F0} a second");

        checks.That($"the import ended with {exitCode}, which says that some cannot be read", exitCode == 3);
        var imported = await graph.QueryAsync<long>("SELECT count(*) FROM pet_clusters WHERE algorithm = 'imported'", cancellationToken);
        checks.That($"{imported} of {states} states are versions, {broken} are broken", imported == states - broken);
        var reported = (await File.ReadAllLinesAsync(report, cancellationToken)).Length;
        checks.That($"the report has {reported} lines", reported == broken);
        File.Delete(report);
        var renamed = await graph.QueryAsync<long>("SELECT count(*) FROM pets WHERE metadata->>'legacy_id' LIKE 'pet-%'", cancellationToken);
        checks.That($"{renamed} pets had ids that are no UUIDs", renamed == Enumerable.Range(0, states).Count(n => n % 3 == 0 && !MadeUpStates.IsBroken(n)));

        var asked = Enumerable.Range(0, states).Where(n => n % 97 == 0 && !MadeUpStates.IsBroken(n)).ToArray();
        var served = 0;
        foreach (var n in asked)
            served += await IsServedAsync(graph, n, cancellationToken) ? 1 : 0;
        checks.That($"GET latest shows {served} of {asked.Length} pets as the stub had them", served == asked.Length);

        started = Stopwatch.GetTimestamp();
        using var second = MigrationProcess.Start(graph, "backfill", "--import-redis");
        await second.WaitAsync(cancellationToken);
        var again = await graph.QueryAsync<long>("SELECT count(*) FROM pet_clusters WHERE algorithm = 'imported'", cancellationToken);
        checks.That($"a second import took {BackfillProof.Seconds(started)} s and left {again} versions", again == imported);
        checks.That("the stub's states are as they were", await MadeUpStates.ChecksumAsync(redis, states) == before);
    }

    private static async Task<bool> IsServedAsync(LoadGraph graph, int n, CancellationToken cancellationToken)
    {
        await using var command = graph.Source.CreateCommand("SELECT pet_id FROM pets WHERE metadata->>'legacy_id' = @id");
        command.Parameters.AddWithValue("id", MadeUpStates.PetId(n));
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid pet)
            return false;

        var body = await graph.Api.GetFromJsonAsync<JsonElement>($"/internal/pets/{pet}/clusters/latest", cancellationToken);
        var cluster = body.GetProperty("clusters")[0];
        return body.GetProperty("version").GetInt64() == 1
            && body.GetProperty("algorithm").GetString() == "imported"
            && cluster.GetProperty("members").GetArrayLength() == 10
            && cluster.GetProperty("hero").GetProperty("image_id").GetGuid() == cluster.GetProperty("members")[0].GetProperty("image_id").GetGuid();
    }
}
