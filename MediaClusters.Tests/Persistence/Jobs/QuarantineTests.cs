using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>Why jobs that failed did so.</summary>
[Collection(ServersCollection.Name)]
public sealed class QuarantineTests(Servers servers) : IAsyncLifetime
{
    private const string ExpireLeases = "UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() WHERE status = 'processing'";
    private const string MakeDue = "UPDATE cluster_jobs SET run_after = now() WHERE status = 'queued'";

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    private IJobQueue Queue => _database.Queue;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_pet_that_kills_its_worker_every_time_is_put_away_after_the_last_attempt()
    {
        var id = (await Queue.EnqueueAsync(Given.Request(_pet), default)).JobId;
        var errors = new List<string?>();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var claim = (await Queue.ClaimAsync($"worker-{attempt}", 1, default)).ShouldHaveSingleItem();
            claim.Attempt.ShouldBe(attempt);
            await _database.ExecuteAsync(ExpireLeases);
            await Queue.ReapExpiredAsync(10, default);
            await _database.ExecuteAsync(MakeDue);
            errors.Add((await FindAsync(id)).LastError);
        }

        errors.ShouldBe(Enumerable.Range(1, 5).Select(n => $"lease expired on worker-{n} in attempt {n}"));
        var job = await FindAsync(id);
        (job.Status, job.Failure, job.Attempts).ShouldBe((ClusterJobStatus.Failed, JobFailures.Crashed, 5));
        (await Queue.ClaimAsync("worker-6", 1, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_has_no_kind_of_failure_until_it_has_failed()
    {
        var claim = await ClaimAsync();
        (await Queue.FailAsync(claim, "boom", permanent: false, default)).ShouldBe(ClusterJobStatus.Queued);
        (await FindAsync(claim.Id)).Failure.ShouldBeNull();

        await _database.ExecuteAsync(MakeDue);
        claim = (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        await _database.ExecuteAsync(ExpireLeases);
        await Queue.ReapExpiredAsync(10, default);
        (await FindAsync(claim.Id)).Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData(true, JobFailures.Input)]
    [InlineData(false, JobFailures.Attempts)]
    public async Task An_error_says_whether_its_input_or_its_attempts_ended_the_job(bool permanent, string failure)
    {
        var claim = await ClaimAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET max_attempts = 1");

        (await Queue.FailAsync(claim, "boom", permanent, default)).ShouldBe(ClusterJobStatus.Failed);

        var job = await FindAsync(claim.Id);
        (job.Failure, job.LastError).ShouldBe((failure, "boom"));
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("reap")]
    [InlineData("hand back")]
    [InlineData("snooze")]
    public async Task A_job_that_cannot_go_back_beside_another_queued_one_is_superseded(string how)
    {
        var claim = await ClaimAsync();
        await _database.ExecuteAsync($"INSERT INTO cluster_jobs (id, pet_id, status) VALUES (gen_random_uuid(), '{_pet}', 'queued')");

        switch (how)
        {
            case "fail":
                (await Queue.FailAsync(claim, "boom", permanent: false, default)).ShouldBe(ClusterJobStatus.Failed);
                break;
            case "reap":
                await _database.ExecuteAsync(ExpireLeases);
                (await Queue.ReapExpiredAsync(10, default)).ShouldHaveSingleItem().Status.ShouldBe(ClusterJobStatus.Failed);
                break;
            case "hand back":
                (await Queue.HandBackAsync([claim], default)).ShouldBe(1);
                break;
            default:
                (await Queue.SnoozeAsync(claim, default)).ShouldBe(ClusterJobStatus.Failed);
                break;
        }

        var job = await FindAsync(claim.Id);
        (job.Status, job.Failure).ShouldBe((ClusterJobStatus.Failed, JobFailures.Superseded));
        job.LastError.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_last_attempt_beside_another_queued_job_failed_by_itself()
    {
        var claim = await ClaimAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET max_attempts = 1");
        await _database.ExecuteAsync($"INSERT INTO cluster_jobs (id, pet_id, status) VALUES (gen_random_uuid(), '{_pet}', 'queued')");

        await Queue.FailAsync(claim, "boom", permanent: false, default);

        (await FindAsync(claim.Id)).Failure.ShouldBe(JobFailures.Attempts);
    }

    private async Task<JobDetails> FindAsync(Guid id) => (await _database.Jobs.FindAsync(id, default)).ShouldNotBeNull();

    private async Task<ClaimedJob> ClaimAsync()
    {
        await Queue.EnqueueAsync(Given.Request(_pet), default);
        return (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
    }
}
