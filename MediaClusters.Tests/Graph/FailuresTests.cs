using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.Graph;

[Collection(GraphCollection.Name)]
public sealed class FailuresTests(GraphFixture graph)
{
    [Fact]
    public async Task A_killed_worker_is_restarted_and_its_job_finishes_once()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 10));

        // The worker gets as far as the photos and waits there for us. Behind the pet's row its last statement would wait, which commits without it.
        await using var connection = await graph.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE pet_images IN ACCESS EXCLUSIVE MODE", connection, transaction))
            await hold.ExecuteNonQueryAsync();
        var job = await graph.PostJobAsync(pet);
        var held = await GraphFixture.EventuallyAsync(() => graph.GetJobAsync(job), found => found.GetProperty("status").GetString() == "processing");
        var workerId = held.GetProperty("worker_id").GetString().ShouldNotBeNull();
        var pid = int.Parse(workerId.Split('-')[^2], CultureInfo.InvariantCulture);

        using (var victim = Process.GetProcessById(pid))
        {
            victim.Kill();
            await victim.WaitForExitAsync();
        }

        await transaction.RollbackAsync();
        var finished = await graph.WaitForJobAsync(job);

        finished.GetProperty("status").GetString().ShouldBe("succeeded");
        finished.GetProperty("attempts").GetInt32().ShouldBe(2);
        finished.GetProperty("worker_id").GetString().ShouldNotBe(workerId);
        (await graph.QueryAsync<long>($"SELECT count(*) FROM pet_clusters WHERE pet_id = '{pet}'")).ShouldBe(1);
        await WaitForTwoWorkersWithoutAsync(pid);
    }

    [Fact]
    public async Task Without_Redis_the_API_answers_from_Postgres_and_what_the_cache_is_owed_is_paid_later()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 6));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));

        // Longer than a busy machine takes for what is to happen without Redis.
        await PauseRedisAsync(TimeSpan.FromSeconds(30));

        using var latest = await graph.Api.GetAsync($"/internal/pets/{pet}/clusters/latest");
        latest.StatusCode.ShouldBe(HttpStatusCode.OK);
        await graph.PutImagesAsync(pet, Album.Photos(pet, 1, first: 6));
        (await graph.WaitForJobAsync(await graph.PostJobAsync(pet))).GetProperty("result_version").GetInt64().ShouldBe(2);
        (await LatestVersionAsync(pet)).ShouldBe(2);
        (await graph.QueryAsync<long>($"SELECT count(*) FROM cache_outbox WHERE pet_id = '{pet}' AND version = 2")).ShouldBe(1);

        var owed = await GraphFixture.EventuallyAsync(() => graph.QueryAsync<long>("SELECT count(*) FROM cache_outbox"), count => count == 0);
        owed.ShouldBe(0);
        (await LatestVersionAsync(pet)).ShouldBe(2);
    }

    private async Task<long> LatestVersionAsync(Guid pet)
        => (await graph.Api.GetFromJsonAsync<JsonElement>($"/internal/pets/{pet}/clusters/latest")).GetProperty("version").GetInt64();

    private async Task PauseRedisAsync(TimeSpan duration)
    {
        var options = ConfigurationOptions.Parse((await graph.Application.GetConnectionStringAsync("cache"))!);
        options.AllowAdmin = true;
        using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await redis.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", (long)duration.TotalMilliseconds, "ALL");
    }

    private async Task WaitForTwoWorkersWithoutAsync(int pid)
    {
        using var deadline = new CancellationTokenSource(GraphFixture.Patience);
        var replicas = new Dictionary<string, CustomResourceSnapshot>(StringComparer.Ordinal);
        await foreach (var change in graph.Application.ResourceNotifications.WatchAsync(deadline.Token))
        {
            if (change.Resource.Name == "worker")
                replicas[change.ResourceId] = change.Snapshot;
            if (replicas.Values.Count(replica => replica.State?.Text == KnownResourceStates.Running && Pid(replica) != pid) == 2)
                return;
        }
    }

    private static int? Pid(CustomResourceSnapshot replica)
        => replica.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?;
}
