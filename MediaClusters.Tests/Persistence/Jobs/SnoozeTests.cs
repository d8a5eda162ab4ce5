using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class SnoozeTests(Servers servers) : IAsyncLifetime
{
    private const string ExpireLeases = "UPDATE cluster_jobs SET lease_expires_at = clock_timestamp() WHERE status = 'processing'";
    private const string MakeDue = "UPDATE cluster_jobs SET run_after = now() WHERE status = 'queued'";
    private const string Wait = "SELECT run_after - clock_timestamp() FROM cluster_jobs";

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    private IJobQueue Queue => _database.Queue;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Snooze_waits_and_costs_no_attempt_though_the_number_goes_on()
    {
        await EnqueueAsync();
        for (var n = 1; n <= 3; n++)
        {
            var claim = await ClaimAsync();
            (claim.Attempt, claim.MaxAttempts, claim.SnoozesLeft).ShouldBe((n, 4 + n, 4 - n));

            (await Queue.SnoozeAsync(claim, default)).ShouldBe(ClusterJobStatus.Queued);

            (await _database.ScalarAsync<TimeSpan>(Wait)).ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
            (await Queue.CompleteAsync(claim, 1, default)).ShouldBeFalse("its token is spent");
            await _database.ExecuteAsync(MakeDue);
        }

        var last = await ClaimAsync();
        (last.Attempt, last.MaxAttempts, last.SnoozesLeft).ShouldBe((4, 8, 0));
    }

    [Fact]
    public async Task Snooze_is_fenced()
    {
        await EnqueueAsync();
        var claim = await ClaimAsync();

        (await Queue.SnoozeAsync(claim with { Attempt = 2 }, default)).ShouldBeNull();
        (await Queue.SnoozeAsync(claim with { WorkerId = "other" }, default)).ShouldBeNull();
        await _database.ExecuteAsync(ExpireLeases);
        (await Queue.SnoozeAsync(claim, default)).ShouldBeNull();

        (await _database.Jobs.FindAsync(claim.Id, default))!.Status.ShouldBe(ClusterJobStatus.Processing);
    }

    [Fact]
    public async Task A_request_that_joins_wakes_a_snoozed_job()
    {
        await EnqueueAsync();
        await Queue.SnoozeAsync(await ClaimAsync(), default);
        await using var listening = await _database.DataSource.OpenConnectionAsync();
        await using (var listen = new Npgsql.NpgsqlCommand("LISTEN cluster_jobs", listening))
            await listen.ExecuteNonQueryAsync();

        (await EnqueueAsync()).Disposition.ShouldBe(EnqueueDisposition.Joined);

        (await listening.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue("a worker is told");
        (await ClaimAsync()).Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_joins_leaves_the_wait_after_a_failure_alone(bool snoozedBefore)
    {
        await EnqueueAsync();
        if (snoozedBefore)
        {
            await Queue.SnoozeAsync(await ClaimAsync(), default);
            await _database.ExecuteAsync(MakeDue);
        }

        await Queue.FailAsync(await ClaimAsync(), "boom", permanent: false, default);

        (await EnqueueAsync()).Disposition.ShouldBe(EnqueueDisposition.Joined);

        (await _database.ScalarAsync<TimeSpan>(Wait)).ShouldBeGreaterThan(TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task A_rerun_asked_for_meanwhile_runs_at_once_and_afresh()
    {
        await EnqueueAsync();
        await Queue.SnoozeAsync(await ClaimAsync(), default);
        await _database.ExecuteAsync(MakeDue);
        var claim = await ClaimAsync();
        await Queue.EnqueueAsync(new EnqueueRequest(_pet, Force: true), default);

        (await Queue.SnoozeAsync(claim, default)).ShouldBe(ClusterJobStatus.Queued);

        var again = await ClaimAsync();
        (again.Attempt, again.MaxAttempts, again.SnoozesLeft, again.Force).ShouldBe((3, 7, 3, true));
    }

    private async Task<EnqueueResult> EnqueueAsync() => await Queue.EnqueueAsync(Given.Request(_pet), default);

    private async Task<ClaimedJob> ClaimAsync() => (await Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
}
