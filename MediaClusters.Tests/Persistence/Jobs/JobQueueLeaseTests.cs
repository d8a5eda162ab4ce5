using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class JobQueueLeaseTests(Servers servers) : IAsyncLifetime
{
    private const string ExpireLeases = "UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() WHERE status = 'processing'";
    private const string MakeDue = "UPDATE cluster_jobs SET run_after = now() WHERE status = 'queued'";

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    private IJobQueue Queue => _database.Queue;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Claim_takes_by_priority_then_age_and_no_job_twice()
    {
        var low = await EnqueueAsync(priority: -1);
        var first = await EnqueueAsync();
        var second = await EnqueueAsync();
        var urgent = await EnqueueAsync(priority: 9);

        var claims = await Queue.ClaimAsync("w1", 3, default);
        var rest = await Queue.ClaimAsync("w2", 3, default);

        claims.Select(claim => claim.Id).ShouldBe([urgent, first, second], ignoreOrder: true);
        rest.ShouldHaveSingleItem().Id.ShouldBe(low);
        claims.ShouldAllBe(claim => claim.Attempt == 1 && claim.WorkerId == "w1");
    }

    [Fact]
    public async Task Claim_by_many_workers_at_once_hands_out_every_job_once()
    {
        for (var i = 0; i < 60; i++)
            await EnqueueAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => Queue.ClaimAsync($"w{worker}", 5, default)));

        var ids = claims.SelectMany(claim => claim).Select(claim => claim.Id).ToArray();
        ids.Distinct().Count().ShouldBe(ids.Length);
        var left = await Queue.ClaimAsync("last", 60, default);
        (ids.Length + left.Count).ShouldBe(60);
    }

    [Fact]
    public async Task Claim_leaves_a_pet_alone_that_is_being_processed()
    {
        await ClaimOneAsync();
        await _database.ExecuteAsync($"INSERT INTO cluster_jobs (id, pet_id, status) VALUES (gen_random_uuid(), '{_pet}', 'queued')");

        (await Queue.ClaimAsync("w2", 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_leaves_a_job_alone_that_is_not_due()
    {
        await EnqueueAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET run_after = now() + interval '10 minutes'");

        (await Queue.ClaimAsync("w1", 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renew_extends_what_is_held_and_leaves_out_what_is_lost()
    {
        var held = await ClaimOneAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() + interval '1 minute'");
        var lost = held with { Attempt = held.Attempt + 1 };

        (await Queue.RenewAsync([held], default)).ShouldBe([held.Id]);
        (await Queue.RenewAsync([lost], default)).ShouldBeEmpty();
        (await Queue.RenewAsync([held with { WorkerId = "other" }], default)).ShouldBeEmpty();
        (await _database.ScalarAsync<bool>("SELECT lease_expires_at > now() + interval '4 minutes' FROM cluster_jobs")).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_write_of_an_expired_lease_is_refused_even_before_it_is_reaped()
    {
        var claim = await ClaimOneAsync();
        await _database.ExecuteAsync(ExpireLeases);

        (await Queue.CompleteAsync(claim, 1, default)).ShouldBeFalse();
        (await Queue.FailAsync(claim, "x", false, default)).ShouldBeNull();
        (await Queue.RenewAsync([claim], default)).ShouldBeEmpty();
        (await Queue.HandBackAsync([claim], default)).ShouldBe(0);
        (await _database.Jobs.FindAsync(claim.Id, default))!.Status.ShouldBe(ClusterJobStatus.Processing);
    }

    [Fact]
    public async Task Reap_requeues_counting_the_attempt_until_none_is_left()
    {
        var claim = await ClaimOneAsync();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            claim.Attempt.ShouldBe(attempt);
            await _database.ExecuteAsync(ExpireLeases);
            var reaped = (await Queue.ReapExpiredAsync(100, default)).ShouldHaveSingleItem();
            reaped.ShouldBe(new ReapedJob(claim.Id, _pet, attempt, 5, attempt < 5 ? ClusterJobStatus.Queued : ClusterJobStatus.Failed));
            if (attempt == 5)
                break;
            var wait = await _database.ScalarAsync<TimeSpan>("SELECT run_after - now() FROM cluster_jobs");
            wait.ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(60), "a pet that kills workers must not get the next one at once");
            await _database.ExecuteAsync(MakeDue);
            claim = (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        }

        var job = (await _database.Jobs.FindAsync(claim.Id, default)).ShouldNotBeNull();
        job.LastError.ShouldBe("lease expired on w1 in attempt 5");
        job.CompletedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Reap_after_ever_so_many_attempts_waits_for_the_longest_time()
    {
        var worker = new QueueProcess(_database, options => (options.MaxAttempts, options.RetryBaseDelay, options.RetryMaxDelay) = (100, TimeSpan.FromHours(1), TimeSpan.FromHours(3)));
        await worker.Queue.EnqueueAsync(Given.Request(_pet), default);
        await worker.ClaimAsync(1);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET attempts = 99");
        await _database.ExecuteAsync(ExpireLeases);

        (await worker.Queue.ReapExpiredAsync(100, default)).ShouldHaveSingleItem().Attempts.ShouldBe(99);

        (await _database.ScalarAsync<TimeSpan>("SELECT run_after - now() FROM cluster_jobs")).ShouldBeInRange(TimeSpan.FromMinutes(179), TimeSpan.FromMinutes(180));
    }

    [Fact]
    public async Task Reap_leaves_live_leases_alone()
    {
        await ClaimOneAsync();

        (await Queue.ReapExpiredAsync(100, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fail_waits_longer_each_time_and_gives_up_after_the_last_attempt()
    {
        var claim = await ClaimOneAsync();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            (await Queue.FailAsync(claim, $"boom {attempt}", false, default)).ShouldBe(ClusterJobStatus.Queued);
            var wait = await _database.ScalarAsync<TimeSpan>("SELECT run_after - now() FROM cluster_jobs");
            var full = TimeSpan.FromMinutes(Math.Min(10 * Math.Pow(2, attempt - 1), 60));
            wait.ShouldBeInRange(full / 2 - TimeSpan.FromSeconds(30), full);
            await _database.ExecuteAsync(MakeDue);
            claim = (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        }

        (await Queue.FailAsync(claim, "boom 5", false, default)).ShouldBe(ClusterJobStatus.Failed);
        var job = (await _database.Jobs.FindAsync(claim.Id, default)).ShouldNotBeNull();
        job.LastError.ShouldBe("boom 5");
        job.Attempts.ShouldBe(5);
    }

    [Fact]
    public async Task Fail_after_many_reruns_waits_as_after_a_first_attempt()
    {
        var claim = await ClaimOneAsync();
        for (var rerun = 0; rerun < 6; rerun++)
        {
            await Queue.EnqueueAsync(Given.Request(_pet), default);
            await Queue.CompleteAsync(claim, null, default);
            claim = (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        }

        claim.Attempt.ShouldBe(7);
        (await Queue.FailAsync(claim, "boom", false, default)).ShouldBe(ClusterJobStatus.Queued);

        (await _database.ScalarAsync<TimeSpan>("SELECT run_after - now() FROM cluster_jobs"))
            .ShouldBeInRange(TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Fail_permanently_gives_up_at_once()
    {
        var claim = await ClaimOneAsync();

        (await Queue.FailAsync(claim, "bad vector\0", true, default)).ShouldBe(ClusterJobStatus.Failed);
        (await _database.Jobs.FindAsync(claim.Id, default))!.Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fail_and_reap_past_the_last_attempt_still_serve_a_request_that_came_meanwhile(bool reap)
    {
        var claim = await ClaimOneAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET max_attempts = 1");
        await Queue.EnqueueAsync(new EnqueueRequest(_pet, Force: true), default);

        if (reap)
        {
            await _database.ExecuteAsync(ExpireLeases);
            (await Queue.ReapExpiredAsync(100, default)).ShouldHaveSingleItem().Status.ShouldBe(ClusterJobStatus.Queued);
        }
        else
        {
            (await Queue.FailAsync(claim, "boom", true, default)).ShouldBe(ClusterJobStatus.Queued);
        }

        var job = (await _database.Jobs.FindAsync(claim.Id, default)).ShouldNotBeNull();
        job.Force.ShouldBeTrue();
        job.MaxAttempts.ShouldBe(6);
    }

    [Fact]
    public async Task HandBack_returns_the_attempt_and_makes_the_job_due()
    {
        var claim = await ClaimOneAsync();

        (await Queue.HandBackAsync([claim], default)).ShouldBe(1);

        var job = (await _database.Jobs.FindAsync(claim.Id, default)).ShouldNotBeNull();
        job.Status.ShouldBe(ClusterJobStatus.Queued);
        job.Attempts.ShouldBe(0);
        var other = (await Queue.ClaimAsync("w2", 1, default)).ShouldHaveSingleItem();
        other.Attempt.ShouldBe(1);
        (await Queue.CompleteAsync(claim, 1, default)).ShouldBeFalse("the same attempt number, but another worker's");
    }

    [Fact]
    public async Task Requeueing_beside_a_queued_job_of_the_pet_ends_the_older_job_instead()
    {
        var claim = await ClaimOneAsync();
        await _database.ExecuteAsync($"INSERT INTO cluster_jobs (id, pet_id, status) VALUES (gen_random_uuid(), '{_pet}', 'queued')");

        (await Queue.FailAsync(claim, "boom", false, default)).ShouldBe(ClusterJobStatus.Failed);
        (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem().Id.ShouldNotBe(claim.Id);
    }

    [Fact]
    public async Task Stats_count_and_age_what_is_there()
    {
        await ClaimOneAsync();
        await EnqueueAsync();
        await EnqueueAsync(priority: -100);
        await EnqueueAsync(priority: 3);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET run_after = now() - interval '1 hour', enqueued_at = now() - interval '9 hours' WHERE status = 'queued'");

        var stats = await Queue.GetStatsAsync(default);

        stats.Queued.ShouldBe(3);
        foreach (var priority in Enum.GetValues<PriorityClass>())
            stats.Count(ClusterJobStatus.Queued, priority).ShouldBe(1);
        stats.Processing.ShouldBe(1);
        stats.Failed.ShouldBe(0);
        stats.OldestQueuedAge.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        stats.OldestFailedAge.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Stats_leave_out_what_was_cancelled_or_superseded()
    {
        for (var i = 0; i < 3; i++)
            await EnqueueAsync();
        await _database.ExecuteAsync("""
            UPDATE cluster_jobs j SET status = 'failed', last_error = 'test', failure = one.failure, completed_at = now() - one.hours * interval '1 hour'
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cluster_jobs) numbered
            JOIN (VALUES (1, 'cancelled', 3), (2, 'attempts', 2), (3, 'superseded', 1)) AS one (n, failure, hours) USING (n)
            WHERE j.id = numbered.id
            """);

        var stats = await Queue.GetStatsAsync(default);

        stats.Failed.ShouldBe(1);
        stats.OldestFailedAge.ShouldBeInRange(TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(121));
    }

    private async Task<Guid> EnqueueAsync(int priority = 0)
        => (await Queue.EnqueueAsync(new EnqueueRequest(Guid.NewGuid(), Priority: priority), default)).JobId;

    private async Task<ClaimedJob> ClaimOneAsync()
    {
        await Queue.EnqueueAsync(Given.Request(_pet), default);
        return (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
    }
}
