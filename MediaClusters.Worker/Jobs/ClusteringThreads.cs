using System.Collections.Concurrent;
using MediaClusters.Clustering;

namespace MediaClusters.Worker.Jobs;

/// <summary>
/// Runs the engine on threads of its own, one a processor, which live as long as this. On the thread pool long
/// computations would hold up the timers that renew leases; a thread made for each would cost more than a small pet.
/// </summary>
internal sealed class ClusteringThreads : IDisposable
{
    private readonly IPetClusterer _clusterer;
    private readonly WorkerTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);
    private readonly BlockingCollection<Run> _runs = [];

    public ClusteringThreads(IPetClusterer clusterer, WorkerTelemetry telemetry, TimeProvider time)
    {
        (_clusterer, _telemetry, _time) = (clusterer, telemetry, time);
        for (var number = 1; number <= Environment.ProcessorCount; number++)
            new Thread(Work) { IsBackground = true, Name = $"clustering {number}" }.Start();
    }

    /// <summary>Ends when the engine has: until then it reads the photos, however early the caller gave up.</summary>
    public async Task<ClusteringResult> ClusterAsync(IReadOnlyList<Photo> photos, PreviousClusters? previous, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            var run = new Run(photos, previous, cancellationToken);
            _runs.Add(run, CancellationToken.None);
            return await run.Result.Task;
        }
        finally
        {
            _free.Release();
        }
    }

    // A run that goes on is not waited for: the process ends without it. Its thread still asks the collection for more.
    public void Dispose()
    {
        _runs.CompleteAdding();
        _free.Dispose();
    }

    private void Work()
    {
        foreach (var run in _runs.GetConsumingEnumerable())
        {
            try
            {
                var started = _time.GetTimestamp();
                var result = _clusterer.Cluster(run.Photos, run.Previous, run.Cancellation);
                _telemetry.Clustered(_time.GetElapsedTime(started));
                run.Result.SetResult(result);
            }
            catch (Exception exception)
            {
                run.Result.SetException(exception);
            }
        }
    }

    private sealed record Run(IReadOnlyList<Photo> Photos, PreviousClusters? Previous, CancellationToken Cancellation)
    {
        public TaskCompletionSource<ClusteringResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
