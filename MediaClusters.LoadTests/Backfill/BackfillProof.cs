using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.LoadTests.Graph;

namespace MediaClusters.LoadTests.Backfill;

/// <summary>Thousands of pets from photos to versions by <c>backfill</c>, which is killed half-way, and thousands of the stub's states by <c>--import-redis</c>.</summary>
internal static class BackfillProof
{
    private const int MaxQueued = 500;

    /// <returns>The exit code: 0, or 1 when anything was not as it should be.</returns>
    public static async Task<int> RunAsync(int pets, int seed, CancellationToken cancellationToken)
    {
        await using var graph = await LoadGraph.StartAsync(GraphSettings.AsDescribed, cancellationToken);
        var checks = new Checks();
        await graph.WaitForIdleAsync(cancellationToken);
        var samples = await graph.QueryAsync<long>("SELECT count(*) FROM pets", cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await MadeUpPets.CopyAsync(graph.Source, pets, seed, cancellationToken);
        Console.WriteLine($"{pets} pets of {MadeUpPets.Photos} photos copied in {Seconds(started)} s");

        await EnqueueAsync(graph, checks, pets, samples, cancellationToken);
        await ImportProof.RunAsync(graph, checks, pets, cancellationToken);
        return checks.Report();
    }

    private static async Task EnqueueAsync(LoadGraph graph, Checks checks, int pets, long samples, CancellationToken cancellationToken)
    {
        string[] arguments = ["backfill", "--max-queued", MaxQueued.ToString(CultureInfo.InvariantCulture), "--wait"];
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var most = WatchQueueAsync(graph, watching.Token);
        var started = Stopwatch.GetTimestamp();

        using (var first = MigrationProcess.Start(graph, arguments))
        {
            while (!first.HasExited && await VersionsAsync(graph, cancellationToken) < samples + (pets / 2))
                await Task.Delay(50, cancellationToken);
            checks.That("the first run was still at it when it was killed", !first.HasExited);
            await first.KillAsync();
        }

        var before = await graph.QueryAsync<long>("SELECT (progress->>'looked')::bigint FROM maintenance_tasks WHERE name = 'backfill'", cancellationToken);
        Console.WriteLine($"Killed after {Seconds(started)} s with {before} pets behind it; waiting for its lease to end");
        while (await graph.QueryAsync<bool>("SELECT lease_expires_at > clock_timestamp() FROM maintenance_tasks WHERE name = 'backfill'", cancellationToken))
            await Task.Delay(50, cancellationToken);

        var resumed = Stopwatch.GetTimestamp();
        using var second = MigrationProcess.Start(graph, arguments);
        while (await graph.QueryAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'queued' AND priority < 0", cancellationToken) < MaxQueued / 2 && !second.HasExited)
            await Task.Delay(20, cancellationToken);
        var (done, milliseconds) = await InteractiveAsync(graph, cancellationToken);
        checks.That($"an interactive job behind {MaxQueued / 2} or more was done in {milliseconds:F0} ms", done && milliseconds < 2_000);

        checks.That("the second run and its jobs ended well", await second.WaitAsync(cancellationToken) == 0);
        Console.WriteLine($"The rest took {Seconds(resumed)} s; {pets} pets in {Seconds(started)} s, wait for the lease included: {pets / Stopwatch.GetElapsedTime(started).TotalSeconds:F0} pets/s");
        await watching.CancelAsync();
        var mostQueued = await most;
        checks.That($"at most {mostQueued} jobs were queued, of {MaxQueued} allowed", mostQueued is > 0 and <= MaxQueued);
        var unversioned = await graph.QueryAsync<long>("SELECT count(*) FROM pets WHERE latest_version = 0", cancellationToken);
        checks.That($"{unversioned} pets are left without a version", unversioned == 0);
        var jobs = await graph.QueryAsync<long>("SELECT count(*) FROM cluster_jobs WHERE reason = 'backfill'", cancellationToken);
        checks.That($"{jobs} jobs were enqueued for {pets} pets", jobs == pets);
        var progress = await graph.QueryAsync<string>("SELECT progress::text FROM maintenance_tasks WHERE name = 'backfill'", cancellationToken);
        Console.WriteLine(progress);
    }

    private static async Task<long> WatchQueueAsync(LoadGraph graph, CancellationToken cancellationToken)
    {
        var most = 0L;
        try
        {
            while (true)
            {
                most = Math.Max(most, await graph.QueryAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'queued' AND priority < 0", cancellationToken));
                await Task.Delay(20, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            return most;
        }
    }

    private static async Task<(bool Done, double Milliseconds)> InteractiveAsync(LoadGraph graph, CancellationToken cancellationToken)
    {
        var pet = Guid.NewGuid();
        var images = Enumerable.Range(0, 10).Select(n => new { image_id = Guid.NewGuid(), model = "clip", embedding = Enumerable.Range(1, 384).Select(i => (float)((n % 2) + i)) });
        (await graph.Api.PutAsJsonAsync($"/internal/pets/{pet}/images", new { images }, cancellationToken)).EnsureSuccessStatusCode();

        var posted = Stopwatch.GetTimestamp();
        using var response = await graph.Api.PostAsJsonAsync("/internal/cluster-jobs", new { pet_id = pet, reason = "interactive" }, cancellationToken);
        response.EnsureSuccessStatusCode();
        var job = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("job_id").GetGuid();
        while (Stopwatch.GetElapsedTime(posted) < TimeSpan.FromMinutes(1))
        {
            if (await graph.QueryAsync<string>($"SELECT status::text FROM cluster_jobs WHERE id = '{job}'", cancellationToken) == "succeeded")
                return (true, Stopwatch.GetElapsedTime(posted).TotalMilliseconds);
            await Task.Delay(5, cancellationToken);
        }

        return (false, Stopwatch.GetElapsedTime(posted).TotalMilliseconds);
    }

    private static Task<long> VersionsAsync(LoadGraph graph, CancellationToken cancellationToken)
        => graph.QueryAsync<long>("SELECT count(*) FROM pet_clusters", cancellationToken);

    internal static string Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
}
