using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class ClaimLoopTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new(options => options.Concurrency = 2);

    private ClaimLoop Loop => _worker.Loop<ClaimLoop>();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Run_claims_only_what_can_start_now()
    {
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource() };
        var next = -1;
        _worker.Stores.OnLoad = _ => gates[Interlocked.Increment(ref next)].Task;
        for (var i = 0; i < gates.Length; i++)
            _worker.Queue.Due.Enqueue(FakeJobQueue.Job());

        await Loop.StartAsync(CancellationToken.None);
        (await NextClaimAsync()).ShouldBe(2);
        _worker.Queue.Claims.TryPeek(out _).ShouldBeFalse();

        gates[0].SetResult();
        (await NextClaimAsync()).ShouldBe(1);

        gates[1].SetResult();
        gates[2].SetResult();
        await Loop.StopAsync(CancellationToken.None);
        _worker.Stores.Persisted.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Run_nothing_due_waits_for_the_signal()
    {
        await Loop.StartAsync(CancellationToken.None);
        await NextClaimAsync();
        (await WorkerHarness.SoonAsync(_worker.Signal.Waits.ReadAsync())).ShouldBeInRange(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.2));
        _worker.Queue.Claims.TryPeek(out _).ShouldBeFalse();

        _worker.Queue.Due.Enqueue(FakeJobQueue.Job());
        _worker.Signal.Announce();
        (await NextClaimAsync()).ShouldBe(2);
        await Loop.StopAsync(CancellationToken.None);
        _worker.Stores.Persisted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Run_without_any_signal_polls()
    {
        await Loop.StartAsync(CancellationToken.None);
        await NextClaimAsync();
        await WorkerHarness.SoonAsync(_worker.Signal.Waits.ReadAsync());

        _worker.Time.Advance(TimeSpan.FromSeconds(1.2));

        (await NextClaimAsync()).ShouldBe(2);
        await Loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_database_away_backs_off_and_says_so_once()
    {
        var failures = 0;
        _worker.Queue.OnClaim = _ => ++failures <= 4 ? throw new IOException("away") : Task.CompletedTask;
        var idle = WorkerHarness.SoonAsync(_worker.Signal.Waits.ReadAsync());

        await Loop.StartAsync(CancellationToken.None);
        await NextClaimAsync();
        await _worker.AdvanceUntilAsync(idle, due => due <= TimeSpan.FromSeconds(5));

        failures.ShouldBeGreaterThanOrEqualTo(5);
        _worker.Logged.Count(id => id == 2001).ShouldBe(1);
        _worker.Logged.Count(id => id == 2002).ShouldBe(1);
        _worker.Health.ExitCode.ShouldBe(0);
        await Loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_claim_that_hangs_is_given_up_and_made_anew()
    {
        var claims = 0;
        _worker.Queue.OnClaim = token => ++claims == 1 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        var idle = WorkerHarness.SoonAsync(_worker.Signal.Waits.ReadAsync());
        await Loop.StartAsync(CancellationToken.None);

        await _worker.AdvanceUntilAsync(idle, due => due <= TimeSpan.FromSeconds(6));

        claims.ShouldBeGreaterThanOrEqualTo(2);
        await Loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_bug_in_the_loop_ends_the_process_with_an_error()
    {
        _worker.Queue.OnClaim = _ => throw new InvalidOperationException("bug");

        await Loop.StartAsync(CancellationToken.None);

        await Should.ThrowAsync<InvalidOperationException>(() => WorkerHarness.SoonAsync(Loop.ExecuteTask!));
        _worker.Health.ExitCode.ShouldBe(1);
        (await _worker.Health.CheckHealthAsync(new HealthCheckContext())).Status.ShouldBe(HealthStatus.Unhealthy);
        _worker.Logged.ShouldContain(2003);
    }

    [Fact]
    public async Task Stop_running_job_that_finishes_in_time_is_not_handed_back()
    {
        var (loading, gate) = HoldJobs();
        _worker.Queue.Due.Enqueue(FakeJobQueue.Job());
        await Loop.StartAsync(CancellationToken.None);
        await WorkerHarness.SoonAsync(loading.Task);

        var stopping = Loop.StopAsync(CancellationToken.None);
        gate.SetResult();
        await WorkerHarness.SoonAsync(stopping);

        _worker.Stores.Persisted.Count.ShouldBe(1);
        _worker.Queue.HandedBack.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_job_that_outlasts_the_drain_is_interrupted_and_handed_back()
    {
        var (loading, gate) = HoldJobs();
        var job = FakeJobQueue.Job();
        _worker.Queue.Due.Enqueue(job);
        await Loop.StartAsync(CancellationToken.None);
        await WorkerHarness.SoonAsync(loading.Task);

        await _worker.AdvanceUntilAsync(Loop.StopAsync(CancellationToken.None), due => due <= TimeSpan.FromSeconds(10));

        gate.Task.IsCompleted.ShouldBeFalse();
        _worker.Queue.HandedBack.ShouldHaveSingleItem().ShouldBe(job);
        _worker.Queue.Failed.ShouldBeEmpty();
        _worker.Stores.Persisted.ShouldBeEmpty();
        _worker.Sum("mediaclusters.jobs.completed", "handed_back").ShouldBe(1);
    }

    [Fact]
    public async Task Stop_job_that_ignores_its_token_is_handed_back_all_the_same()
    {
        using var gate = new ManualResetEventSlim();
        var clustering = new TaskCompletionSource();
        _worker.Stores.OnCluster = _ =>
        {
            clustering.SetResult();
            gate.Wait(CancellationToken.None);
            return new("fake", 0, [], [], new(null, null, null, 0, null));
        };
        _worker.Queue.Due.Enqueue(FakeJobQueue.Job());
        await Loop.StartAsync(CancellationToken.None);
        await WorkerHarness.SoonAsync(clustering.Task);
        var running = _worker.Jobs.Snapshot().ShouldHaveSingleItem();

        await _worker.AdvanceUntilAsync(Loop.StopAsync(CancellationToken.None), due => due <= TimeSpan.FromSeconds(10));
        _worker.Queue.HandedBack.Count.ShouldBe(1);

        gate.Set();
        (await WorkerHarness.SoonAsync(running.Completion)).ShouldBe(JobOutcome.HandedBack);
        _worker.Stores.Persisted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_claim_in_flight_is_awaited_and_its_job_is_done()
    {
        var claimed = new TaskCompletionSource();
        _worker.Queue.OnClaim = _ => claimed.Task;
        _worker.Queue.Due.Enqueue(FakeJobQueue.Job());
        await Loop.StartAsync(CancellationToken.None);
        await NextClaimAsync();

        var stopping = Loop.StopAsync(CancellationToken.None);
        claimed.SetResult();
        await WorkerHarness.SoonAsync(stopping);

        _worker.Stores.Persisted.Count.ShouldBe(1);
        _worker.Queue.Claims.TryPeek(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_claim_that_hangs_is_given_up()
    {
        _worker.Queue.OnClaim = token => Task.Delay(Timeout.Infinite, token);
        await Loop.StartAsync(CancellationToken.None);
        await NextClaimAsync();

        await _worker.AdvanceUntilAsync(Loop.StopAsync(CancellationToken.None), due => due <= TimeSpan.FromSeconds(10));

        Loop.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_while_the_database_goes_as_well_is_no_fault_of_the_loop()
    {
        var gone = new TaskCompletionSource();
        _worker.Queue.OnClaim = _ => gone.Task;
        await Loop.StartAsync(CancellationToken.None);
        await NextClaimAsync();

        var stopping = Loop.StopAsync(CancellationToken.None);
        gone.SetException(new IOException("shut down"));
        await WorkerHarness.SoonAsync(stopping);

        Loop.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
        _worker.Health.ExitCode.ShouldBe(0);
    }

    private Task<int> NextClaimAsync() => WorkerHarness.SoonAsync(_worker.Queue.Claims.ReadAsync());

    private (TaskCompletionSource Loading, TaskCompletionSource Gate) HoldJobs()
    {
        var (loading, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        _worker.Stores.OnLoad = token =>
        {
            loading.TrySetResult();
            return gate.Task.WaitAsync(token);
        };
        return (loading, gate);
    }
}
