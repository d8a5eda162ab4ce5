using MediaClusters.Clustering;

namespace MediaClusters.Worker.Jobs;

/// <summary>
/// Runs the engine on threads of its own, no more than there are processors. On the thread pool long computations
/// would hold up the timers that renew leases.
/// </summary>
internal sealed class ClusteringThreads(IPetClusterer clusterer, WorkerTelemetry telemetry, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);

    public async Task<ClusteringResult> ClusterAsync(IReadOnlyList<Photo> photos, PreviousClusters? previous, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Factory.StartNew(
                () => Cluster(photos, previous, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    private ClusteringResult Cluster(IReadOnlyList<Photo> photos, PreviousClusters? previous, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = clusterer.Cluster(photos, previous, cancellationToken);
        telemetry.Clustered(time.GetElapsedTime(started));
        return result;
    }
}
