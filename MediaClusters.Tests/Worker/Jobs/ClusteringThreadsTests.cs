using System.Collections.Concurrent;
using MediaClusters.Clustering;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class ClusteringThreadsTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new();

    private ClusteringThreads Threads => _worker.Service<ClusteringThreads>();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Runs_share_as_many_threads_as_there_are_processors_and_none_of_the_pool()
    {
        var seen = new ConcurrentDictionary<Thread, bool>();
        _worker.Stores.OnCluster = _ =>
        {
            seen[Thread.CurrentThread] = Thread.CurrentThread.IsThreadPoolThread;
            return Nothing;
        };

        await WorkerHarness.SoonAsync(Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync())));

        seen.Count.ShouldBeInRange(1, Environment.ProcessorCount);
        seen.Values.ShouldAllBe(pooled => !pooled);
    }

    [Fact]
    public async Task Run_that_fails_tells_its_caller_and_leaves_the_thread_to_the_next()
    {
        _worker.Stores.OnCluster = _ => throw new InvalidOperationException("broken");
        for (var i = 0; i <= Environment.ProcessorCount; i++)
            (await Should.ThrowAsync<InvalidOperationException>(() => RunAsync())).Message.ShouldBe("broken");

        _worker.Stores.OnCluster = _ => Nothing;
        (await WorkerHarness.SoonAsync(RunAsync())).ShouldBe(Nothing);
    }

    [Fact]
    public async Task Run_that_is_given_up_ends_with_the_engine_and_one_that_waits_at_once()
    {
        using var engine = new SemaphoreSlim(0);
        using var givenUp = new CancellationTokenSource();
        _worker.Stores.OnCluster = cancellationToken =>
        {
            engine.Wait(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return Nothing;
        };
        var running = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => RunAsync(givenUp.Token)).ToArray();
        var waiting = RunAsync(givenUp.Token);

        await givenUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => WorkerHarness.SoonAsync(waiting));
        running.ShouldAllBe(run => !run.IsCompleted, "the engine still reads the photos");
        engine.Release(running.Length);
        foreach (var run in running)
            await Should.ThrowAsync<OperationCanceledException>(() => WorkerHarness.SoonAsync(run));
    }

    private static ClusteringResult Nothing { get; } = new("fake", 0, [], [], new(null, null, null, 0, null));

    private Task<ClusteringResult> RunAsync(CancellationToken cancellationToken = default) => Threads.ClusterAsync([], previous: null, cancellationToken);
}
