using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class RedriveJobTests(Servers servers) : IAsyncLifetime
{
    private static readonly JobOrder Order = new("tester", "the database is back");
    private static readonly FailedJobFilter All = new();

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Redrive_gives_fresh_attempts_above_those_that_were()
    {
        var id = await FailedAsync();

        (await _database.JobAdmin.RedriveAsync(id, Order, default)).Outcome.ShouldBe(RedriveOutcome.Redriven);

        var job = await FindAsync(id);
        (job.Status, job.Attempts, job.MaxAttempts, job.LastError, job.Failure, job.CompletedAt).ShouldBe((ClusterJobStatus.Queued, 1, 6, null, null, null));
        (job.Events.ShouldNotBeNull().ShouldHaveSingleItem() with { At = default })
            .ShouldBe(new JobEvent(default, "redriven", "tester", "the database is back", "boom", JobFailures.Input));
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        (claim.Id, claim.Attempt).ShouldBe((id, 2));
        (await _database.Queue.CompleteAsync(claim, 1, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Redrive_wakes_a_worker()
    {
        var id = await FailedAsync();
        await using var listening = await _database.DataSource.OpenConnectionAsync();
        await using (var listen = new Npgsql.NpgsqlCommand("LISTEN cluster_jobs", listening))
            await listen.ExecuteNonQueryAsync();

        await _database.JobAdmin.RedriveAsync(id, Order, default);

        (await listening.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
    }

    [Fact]
    public async Task Redrive_leaves_alone_what_has_not_failed_or_whose_pet_has_an_active_job()
    {
        (await _database.JobAdmin.RedriveAsync(Guid.NewGuid(), Order, default)).Outcome.ShouldBe(RedriveOutcome.NotFound);
        var pet = Guid.NewGuid();
        var failed = await FailedAsync(pet);
        var active = (await _database.Queue.EnqueueAsync(Given.Request(pet), default)).JobId;

        (await _database.JobAdmin.RedriveAsync(failed, Order, default)).ShouldBe(new RedriveResult(RedriveOutcome.PetBusy, ClusterJobStatus.Failed, active));
        (await _database.JobAdmin.RedriveAsync(active, Order, default)).ShouldBe(new RedriveResult(RedriveOutcome.NotFailed, ClusterJobStatus.Queued));
        (await _database.JobAdmin.RedriveAsync(All, null, 10, Order, default)).ShouldBeLike([], skipped: 1);

        (await FindAsync(failed)).Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Redrive_many_takes_the_newest_failures_and_says_whether_there_are_more()
    {
        var failed = await FailedAsync(5);

        (await _database.JobAdmin.RedriveAsync(All, null, 2, order: null, default)).ShouldBeLike([failed[4], failed[3]], more: true);
        (await CountAsync("status = 'queued'")).ShouldBe(0, "that was a dry run");

        (await _database.JobAdmin.RedriveAsync(All, null, 2, Order, default)).ShouldBeLike([failed[4], failed[3]], more: true);
        (await _database.JobAdmin.RedriveAsync(All, null, 3, Order, default)).ShouldBeLike([failed[2], failed[1], failed[0]]);
        (await _database.JobAdmin.RedriveAsync(All, null, 3, Order, default)).ShouldBeLike([]);
        (await CountAsync("status = 'queued'")).ShouldBe(5);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_job_events WHERE action = 'redriven' AND error = 'boom' AND failure = 'input'")).ShouldBe(5);
    }

    [Fact]
    public async Task Redrive_many_takes_one_job_a_pet_and_passes_over_the_others()
    {
        var pet = Guid.NewGuid();
        var older = await FailedAsync(pet);
        var newer = await FailedAsync(pet);
        var other = await FailedAsync();

        (await _database.JobAdmin.RedriveAsync(All, null, 10, Order, default)).ShouldBeLike([other, newer], skipped: 1);

        (await FindAsync(older)).Status.ShouldBe(ClusterJobStatus.Failed);
    }

    [Theory]
    [InlineData("reason = 'pick'")]
    [InlineData("last_error = 'it said: 100% [pick]_me'")]
    [InlineData("failure = 'crashed'")]
    [InlineData("failure = 'cancelled'")]
    [InlineData("completed_at = '2020-01-01 12:00Z'")]
    public async Task Redrive_many_takes_what_every_part_of_the_filter_fits(string marked)
    {
        var failed = await FailedAsync(3);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET last_error = 'it said: 100 percent picky me'");
        await _database.ExecuteAsync($"UPDATE cluster_jobs SET {marked} WHERE id = '{failed[1]}'");
        var noon = new DateTimeOffset(2020, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var filter = marked[0] switch
        {
            'r' => new FailedJobFilter(JobReason: "pick"),
            'l' => new FailedJobFilter(ErrorContains: "0% [pick]_"),
            'f' => new FailedJobFilter([marked.Split('\'')[1]]),
            _ => new FailedJobFilter(FailedAfter: noon, FailedBefore: noon.AddTicks(10)),
        };

        (await _database.JobAdmin.RedriveAsync(filter with { JobReason = "another" }, null, 10, order: null, default)).ShouldBeLike([]);
        (await _database.JobAdmin.RedriveAsync(filter, null, 10, Order, default)).ShouldBeLike([failed[1]]);
    }

    [Fact]
    public async Task Redrive_many_takes_what_was_cancelled_or_superseded_only_when_asked_to_and_what_failed_before_kinds_were_kept()
    {
        var failed = await FailedAsync(3);
        await _database.ExecuteAsync($"UPDATE cluster_jobs SET failure = CASE WHEN id = '{failed[0]}' THEN 'cancelled' WHEN id = '{failed[2]}' THEN 'superseded' END");

        (await _database.JobAdmin.RedriveAsync(All, null, 10, Order, default)).ShouldBeLike([failed[1]]);
        (await _database.JobAdmin.RedriveAsync(new([JobFailures.Cancelled]), null, 10, Order, default)).ShouldBeLike([failed[0]]);
        (await _database.JobAdmin.RedriveAsync(new([JobFailures.Superseded]), null, 10, Order, default)).ShouldBeLike([failed[2]]);
    }

    [Fact]
    public async Task Redrive_many_looks_past_pages_of_busy_pets()
    {
        var free = await FailedAsync();
        await _database.ExecuteAsync("""
            INSERT INTO cluster_jobs (id, pet_id, status, completed_at) SELECT gen_random_uuid(), md5(n::text)::uuid, 'failed', now() FROM generate_series(1, 2500) AS n;
            INSERT INTO cluster_jobs (id, pet_id, status) SELECT gen_random_uuid(), md5(n::text)::uuid, 'queued' FROM generate_series(1, 2500) AS n;
            UPDATE cluster_jobs SET completed_at = now() - interval '1 day' WHERE last_error = 'boom'
            """);

        (await _database.JobAdmin.RedriveAsync(All, null, 1, Order, default)).ShouldBeLike([free], skipped: 2500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redrive_many_that_goes_on_where_it_stopped_comes_to_every_job_once(bool dryRun)
    {
        var failed = await FailedAsync(7);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET completed_at = date_trunc('day', now())");
        var busy = (await FindAsync(failed[3])).PetId;
        await _database.Queue.EnqueueAsync(Given.Request(busy), default);

        var (seen, skipped, calls) = (new List<Guid>(), 0, 0);
        for (FailedJobKey? before = null; ; calls++)
        {
            var result = await _database.JobAdmin.RedriveAsync(All, before, 2, dryRun ? null : Order, default);
            seen.AddRange(result.JobIds);
            skipped += result.Skipped;
            await _database.ExecuteAsync("UPDATE cluster_jobs SET status = 'failed', completed_at = now() WHERE status = 'queued' AND attempts > 0");
            if (result.Next is null)
                break;
            before = result.Next;
        }

        seen.ShouldBe(failed.Except([failed[3]]), ignoreOrder: true);
        (skipped, calls).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Redrive_many_and_lists_look_at_so_many_failures_a_call_however_few_the_filter_fits()
    {
        var rare = await FailedAsync();
        await _database.AddFinishedAsync(FailedJobs.MaxRows, "failed");
        await _database.ExecuteAsync($"UPDATE cluster_jobs SET completed_at = '2020-01-01 12:00Z', last_error = 'rare' WHERE id = '{rare}'");
        var filter = new FailedJobFilter(ErrorContains: "rare");

        var listed = await _database.Jobs.ListFailedAsync(filter, null, 20, default);
        var redriven = await _database.JobAdmin.RedriveAsync(filter, null, 20, Order, default);

        listed.Jobs.ShouldBeEmpty();
        redriven.ShouldBeLike([], more: true);
        redriven.Next.ShouldBe(listed.Next.ShouldNotBeNull());
        (await _database.Jobs.ListFailedAsync(filter, listed.Next, 20, default)).Jobs.ShouldHaveSingleItem().JobId.ShouldBe(rare);
        (await _database.JobAdmin.RedriveAsync(filter, redriven.Next, 20, Order, default)).ShouldBeLike([rare]);
    }

    [Fact]
    public async Task Redrive_many_passes_over_a_pet_that_somebody_is_at_work_on()
    {
        var failed = await FailedAsync(3);
        var pet = (await FindAsync(failed[1])).PetId;
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var request = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_xact_lock(7301, hashtext('{pet}'))", connection, transaction))
            await request.ExecuteNonQueryAsync();

        (await _database.JobAdmin.RedriveAsync(All, null, 10, Order, default)).ShouldBeLike([failed[2], failed[0]], skipped: 1);
        await _database.ExecuteAsync("DELETE FROM cluster_jobs WHERE status = 'queued'");
        (await _database.JobAdmin.RedriveAsync(All, null, 10, Order, default)).ShouldBeLike([], skipped: 1);
        await transaction.CommitAsync();

        (await _database.JobAdmin.RedriveAsync(All, null, 10, Order, default)).ShouldBeLike([failed[1]]);
    }

    [Fact]
    public async Task A_job_shows_its_newest_events()
    {
        var id = await FailedAsync();
        await _database.ExecuteAsync($"""
            INSERT INTO cluster_job_events (job_id, pet_id, action, actor, reason)
            SELECT id, pet_id, 'redriven', 'tester', n::text FROM cluster_jobs, generate_series(1, 130) AS n WHERE id = '{id}'
            """);

        (await FindAsync(id)).Events.ShouldNotBeNull().Select(happened => happened.Reason).ShouldBe(Enumerable.Range(31, 100).Select(n => $"{n}"));
    }

    [Fact]
    public async Task Redrives_requests_and_claims_at_once_redrive_a_job_once()
    {
        await _database.ExecuteAsync("""
            INSERT INTO cluster_jobs (id, pet_id, status, completed_at, failure, last_error)
            SELECT gen_random_uuid(), md5((n % 300)::text)::uuid, 'failed', now() - n * interval '1 s', 'attempts', 'boom' FROM generate_series(1, 600) AS n
            """);
        var pets = (await _database.ScalarAsync<Guid[]>("SELECT array_agg(DISTINCT pet_id) FROM cluster_jobs")).ShouldNotBeNull();

        var redrives = Enumerable.Range(0, 6).Select(n => Task.Run(() => _database.JobAdmin.RedriveAsync(All, null, 200 + n, Order, default))).ToArray();
        var requests = pets.Take(100).Select(pet => Task.Run(() => _database.Queue.EnqueueAsync(Given.Request(pet), default))).ToArray();
        var claims = Enumerable.Range(0, 5).Select(n => Task.Run(() => _database.Queue.ClaimAsync($"w{n}", 10, default))).ToArray();
        await Task.WhenAll([.. redrives, .. requests, .. claims]);

        var redriven = redrives.SelectMany(redrive => redrive.Result.JobIds).ToArray();
        redriven.Length.ShouldBe(redriven.Distinct().Count());
        redriven.Length.ShouldBeGreaterThan(100);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_job_events")).ShouldBe(redriven.Length);
        (await _database.ScalarAsync<Guid[]>("SELECT array_agg(job_id) FROM cluster_job_events")).ShouldBe(redriven, ignoreOrder: true);
        (await CountAsync("status IN ('queued', 'processing')")).ShouldBe(redriven.Length + requests.Count(request => request.Result.Disposition == EnqueueDisposition.Created));
    }

    [Fact]
    public async Task List_pages_through_failures_newest_first()
    {
        var failed = await FailedAsync(5);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET completed_at = date_trunc('day', completed_at)");
        await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);

        var seen = new List<Guid>();
        for (FailedJobKey? before = null; ;)
        {
            var page = await _database.Jobs.ListFailedAsync(new([JobFailures.Input]), before, 2, default);
            seen.AddRange(page.Jobs.Select(job => job.JobId));
            if (page.Next is null)
                break;
            before = page.Next;
        }

        seen.ShouldBe(failed, ignoreOrder: true);
        seen.Count.ShouldBe(5);
        (await _database.Jobs.ListFailedAsync(new([JobFailures.Crashed]), null, 2, default)).Jobs.ShouldBeEmpty();
    }

    /// <summary>Jobs of different pets, the later ones failed later.</summary>
    private async Task<Guid[]> FailedAsync(int count)
    {
        var failed = new Guid[count];
        for (var n = 0; n < count; n++)
            failed[n] = await FailedAsync();
        return failed;
    }

    private async Task<Guid> FailedAsync(Guid? pet = null)
    {
        await _database.Queue.EnqueueAsync(Given.Request(pet ?? Guid.NewGuid()), default);
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        (await _database.Queue.FailAsync(claim, "boom", permanent: true, default)).ShouldBe(ClusterJobStatus.Failed);
        return claim.Id;
    }

    private Task<long> CountAsync(string condition) => _database.ScalarAsync<long>($"SELECT count(*) FROM cluster_jobs WHERE {condition}");

    private async Task<JobDetails> FindAsync(Guid id) => (await _database.Jobs.FindAsync(id, default)).ShouldNotBeNull();
}

file static class Results
{
    public static void ShouldBeLike(this RedriveManyResult result, Guid[] jobs, int skipped = 0, bool more = false)
    {
        result.JobIds.ShouldBe(jobs);
        (result.Skipped, result.Next is not null).ShouldBe((skipped, more));
    }
}
