using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class CancelJobTests(Servers servers) : IAsyncLifetime
{
    private static readonly JobOrder Order = new("tester", "asked for by mistake");

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Cancel_queued_job_fails_it_and_keeps_who_and_why()
    {
        var id = await EnqueueAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET last_error = 'boom'");

        (await CancelAsync(id)).ShouldBe(new CancelResult(CancelOutcome.Cancelled, ClusterJobStatus.Queued));

        var job = await FindAsync(id);
        (job.Status, job.Failure, job.LastError).ShouldBe((ClusterJobStatus.Failed, JobFailures.Cancelled, "cancelled by tester: asked for by mistake"));
        job.CompletedAt.ShouldNotBeNull();
        var happened = job.Events.ShouldNotBeNull().ShouldHaveSingleItem();
        (happened with { At = default }).ShouldBe(new JobEvent(default, "cancelled", "tester", "asked for by mistake", "boom", null));
        (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldBeEmpty();
        (await EnqueueAsync()).ShouldNotBe(id, "the pet may be asked for again");
    }

    [Fact]
    public async Task Cancel_again_changes_nothing()
    {
        var id = await EnqueueAsync();
        await CancelAsync(id);
        var before = await FindAsync(id);

        (await _database.JobAdmin.CancelAsync(id, new("somebody else", null), default)).Outcome.ShouldBe(CancelOutcome.AlreadyCancelled);

        var after = await FindAsync(id);
        (after with { Events = null }).ShouldBe(before with { Events = null });
        after.Events.ShouldBe(before.Events);
    }

    [Fact]
    public async Task Cancel_leaves_what_runs_or_has_ended_alone()
    {
        (await CancelAsync(Guid.NewGuid())).Outcome.ShouldBe(CancelOutcome.NotFound);
        var id = await EnqueueAsync();
        var claim = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();

        (await CancelAsync(id)).ShouldBe(new CancelResult(CancelOutcome.NotQueued, ClusterJobStatus.Processing));
        (await _database.Queue.CompleteAsync(claim, 1, default)).ShouldBeTrue();
        (await CancelAsync(id)).ShouldBe(new CancelResult(CancelOutcome.NotQueued, ClusterJobStatus.Succeeded));
        await _database.ExecuteAsync("UPDATE cluster_jobs SET status = 'failed', failure = 'input'");
        (await CancelAsync(id)).ShouldBe(new CancelResult(CancelOutcome.NotQueued, ClusterJobStatus.Failed));

        (await FindAsync(id)).Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_waits_for_a_claim_under_way_and_then_finds_the_job_running()
    {
        var id = await EnqueueAsync();
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var claim = new Npgsql.NpgsqlCommand(
            "UPDATE cluster_jobs SET status = 'processing', attempts = 1, worker_id = 'w', started_at = now(), lease_expires_at = now() + interval '1 hour'", connection, transaction))
            await claim.ExecuteNonQueryAsync();

        var cancelling = CancelAsync(id);
        await _database.UntilSomebodyWaitsAsync();
        await transaction.CommitAsync();

        (await cancelling).ShouldBe(new CancelResult(CancelOutcome.NotQueued, ClusterJobStatus.Processing));
    }

    [Fact]
    public async Task Cancel_waits_for_a_hand_back_under_way_and_then_cancels()
    {
        var id = await EnqueueAsync();
        await _database.Queue.ClaimAsync("w1", 1, default);
        await _database.Queue.EnqueueAsync(new EnqueueRequest(_pet, Force: true), default);
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var back = new Npgsql.NpgsqlCommand(
            "UPDATE cluster_jobs SET status = 'queued', rerun = false, rerun_force = false, lease_expires_at = NULL", connection, transaction))
            await back.ExecuteNonQueryAsync();

        var cancelling = CancelAsync(id);
        await _database.UntilSomebodyWaitsAsync();
        await transaction.CommitAsync();

        (await cancelling).Outcome.ShouldBe(CancelOutcome.Cancelled);
    }

    [Fact]
    public async Task Cancel_against_requests_and_claims_leaves_every_job_with_one_end()
    {
        // Each round asks, cancels and claims at once. Who was told "cancelled" must never see the job run.
        for (var round = 0; round < 40; round++)
        {
            var id = await EnqueueAsync();
            var cancelling = CancelAsync(id);
            var claiming = _database.Queue.ClaimAsync("w1", 1, default);
            var asking = _database.Queue.EnqueueAsync(Given.Request(_pet), default);
            var (cancelled, claimed, asked) = (await cancelling, await claiming, await asking);

            claimed.Any(claim => claim.Id == id).ShouldBe(cancelled.Outcome == CancelOutcome.NotQueued);
            if (cancelled.Outcome == CancelOutcome.Cancelled && asked.JobId == id)
                asked.Disposition.ShouldBe(EnqueueDisposition.Joined);

            foreach (var claim in claimed)
                (await _database.Queue.CompleteAsync(claim, null, default)).ShouldBeTrue();
            foreach (var claim in await _database.Queue.ClaimAsync("w1", 1, default))
                await _database.Queue.CompleteAsync(claim, null, default);
        }

        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status IN ('queued', 'processing')")).ShouldBe(0);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs j WHERE (failure = 'cancelled') IS DISTINCT FROM (SELECT nullif(count(*) = 1, false) FROM cluster_job_events e WHERE e.job_id = j.id)")).ShouldBe(0);
    }

    private Task<CancelResult> CancelAsync(Guid id) => _database.JobAdmin.CancelAsync(id, Order, default);

    private async Task<Guid> EnqueueAsync() => (await _database.Queue.EnqueueAsync(Given.Request(_pet), default)).JobId;

    private async Task<JobDetails> FindAsync(Guid id) => (await _database.Jobs.FindAsync(id, default)).ShouldNotBeNull();
}
