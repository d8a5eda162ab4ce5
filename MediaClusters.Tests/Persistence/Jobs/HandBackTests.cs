using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>What a stopping worker gives back while something else holds its jobs.</summary>
[Collection(ServersCollection.Name)]
public sealed class HandBackTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task HandBack_does_not_keep_other_jobs_waiting_for_one_that_is_held()
    {
        var claims = await ClaimAsync(3);
        await using var write = await HoldAsync(claims[1]);

        (await _database.Queue.HandBackAsync(claims, default)).ShouldBe(2);

        (await StatusAsync(claims[0])).ShouldBe(ClusterJobStatus.Queued);
        (await StatusAsync(claims[1])).ShouldBe(ClusterJobStatus.Processing);
        (await StatusAsync(claims[2])).ShouldBe(ClusterJobStatus.Queued);
    }

    [Theory]
    [InlineData("UPDATE cluster_jobs SET status = 'succeeded', completed_at = now(), lease_expires_at = NULL WHERE id = $1", 1, ClusterJobStatus.Succeeded)]
    [InlineData("UPDATE cluster_jobs SET rerun = true WHERE id = $1", 2, ClusterJobStatus.Queued)]
    public async Task HandBack_comes_again_for_a_job_that_was_held(string change, int handedBack, ClusterJobStatus status)
    {
        var claims = await ClaimAsync(2);
        await using var write = await HoldAsync(claims[1]);
        await using (var changed = new NpgsqlCommand(change, write) { Parameters = { new() { Value = claims[1].Id } } })
            await changed.ExecuteNonQueryAsync();

        var handing = _database.Queue.HandBackAsync(claims, default);
        await Graph.GraphFixture.EventuallyAsync(() => StatusAsync(claims[0]), other => other == ClusterJobStatus.Queued);
        await using (var commit = new NpgsqlCommand("COMMIT", write))
            await commit.ExecuteNonQueryAsync();

        (await handing).ShouldBe(handedBack);
        (await StatusAsync(claims[1])).ShouldBe(status);
    }

    [Fact]
    public async Task HandBack_of_a_job_that_is_held_can_be_called_off()
    {
        var claims = await ClaimAsync(1);
        await using var write = await HoldAsync(claims[0]);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => _database.Queue.HandBackAsync(claims, stop.Token));
    }

    [Fact]
    public async Task HandBack_gives_a_rerun_fresh_attempts()
    {
        var claim = (await ClaimAsync(1))[0];
        await _database.ExecuteAsync("UPDATE cluster_jobs SET attempts = 5, snoozes = 3");
        claim = claim with { Attempt = 5 };
        await _database.Queue.EnqueueAsync(Given.Request(claim.PetId) with { Force = true }, default);

        (await _database.Queue.HandBackAsync([claim], default)).ShouldBe(1);

        var job = (await _database.Jobs.FindAsync(claim.Id, default)).ShouldNotBeNull();
        (job.Attempts, job.MaxAttempts, job.Snoozes, job.Force, job.Rerun).ShouldBe((4, 9, 0, true, false));
    }

    [Fact]
    public async Task HandBack_without_a_rerun_leaves_attempts_and_snoozes()
    {
        var claim = (await ClaimAsync(1))[0];
        await _database.ExecuteAsync("UPDATE cluster_jobs SET snoozes = 3");

        (await _database.Queue.HandBackAsync([claim], default)).ShouldBe(1);

        var job = (await _database.Jobs.FindAsync(claim.Id, default)).ShouldNotBeNull();
        (job.Attempts, job.MaxAttempts, job.Snoozes).ShouldBe((0, 5, 3));
    }

    private async Task<ClaimedJob[]> ClaimAsync(int count)
    {
        for (var n = 0; n < count; n++)
            await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);
        return [.. (await _database.Queue.ClaimAsync("w1", count, default)).OrderBy(job => job.Id)];
    }

    /// <summary>As a job's last write holds its row.</summary>
    private async Task<NpgsqlConnection> HoldAsync(ClaimedJob job)
    {
        var connection = await _database.DataSource.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("BEGIN"), new($"SELECT 1 FROM cluster_jobs WHERE id = '{job.Id}' FOR UPDATE") } };
        await batch.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<ClusterJobStatus> StatusAsync(ClaimedJob job) => (await _database.Jobs.FindAsync(job.Id, default))!.Status;
}
