using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class RunningJobTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public void Lease_not_renewed_is_lost_before_the_database_would_say_so()
    {
        var running = _worker.Run(FakeJobQueue.Job());

        _worker.Time.Advance(TimeSpan.FromSeconds(26));
        running.Interruption.ShouldBe(Interruption.None);
        _worker.Time.Advance(TimeSpan.FromSeconds(1));

        running.Interruption.ShouldBe(Interruption.LeaseLost);
        running.TrySettle().ShouldBeFalse();
    }

    [Fact]
    public void Lease_begins_when_the_claim_was_sent()
    {
        var sent = _worker.Time.GetTimestamp();
        _worker.Time.Advance(TimeSpan.FromSeconds(20));
        var running = _worker.Jobs.Add(FakeJobQueue.Job(), sent);

        _worker.Time.Advance(TimeSpan.FromSeconds(7));

        running.Interruption.ShouldBe(Interruption.LeaseLost);
    }

    [Fact]
    public void ExtendLease_counts_from_when_the_renewal_was_sent()
    {
        var running = _worker.Run(FakeJobQueue.Job());
        _worker.Time.Advance(TimeSpan.FromSeconds(10));
        var sent = _worker.Time.GetTimestamp();
        _worker.Time.Advance(TimeSpan.FromSeconds(5));

        running.ExtendLease(sent);

        _worker.Time.Advance(TimeSpan.FromSeconds(21));
        running.Interruption.ShouldBe(Interruption.None);
        _worker.Time.Advance(TimeSpan.FromSeconds(1));
        running.Interruption.ShouldBe(Interruption.LeaseLost);
    }

    [Fact]
    public void Interruption_always_is_the_first_one()
    {
        var running = _worker.Run(FakeJobQueue.Job());

        running.LoseLease().ShouldBeTrue();
        running.Stop();

        running.Interruption.ShouldBe(Interruption.LeaseLost);
        running.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Remove_ended_job_leaves_nothing_that_fires_later()
    {
        var running = _worker.Run(FakeJobQueue.Job());

        _worker.Jobs.Remove(running);
        _worker.Time.Advance(TimeSpan.FromHours(1));

        running.Interruption.ShouldBe(Interruption.None);
        running.LoseLease().ShouldBeFalse();
        _worker.Jobs.Snapshot().ShouldBeEmpty();
    }

    [Fact]
    public void Add_later_attempt_of_a_job_ends_the_earlier_one()
    {
        var job = FakeJobQueue.Job();
        var earlier = _worker.Run(job);

        var later = _worker.Run(job with { Attempt = 2 });

        earlier.Interruption.ShouldBe(Interruption.LeaseLost);
        later.Interruption.ShouldBe(Interruption.None);
        _worker.Jobs.Remove(earlier);
        _worker.Jobs.Snapshot().ShouldHaveSingleItem().ShouldBe(later);
    }
}
