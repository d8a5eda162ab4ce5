using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>What happens to processes of the product.</summary>
internal static class ServiceFaults
{
    public static Task KillWorkerAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Workers).KillAsync(cancellationToken);

    public static Task TerminateWorkerAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Workers).TerminateAsync(cancellationToken);

    public static async Task PauseWorkerAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        var worker = fault.Pick(cluster.Workers);
        worker.Pause();
        try
        {
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            worker.Continue();
        }
    }

    public static Task KillApiAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Apis).KillAsync(cancellationToken);

    public static Task TerminateApiAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Apis).TerminateAsync(cancellationToken);

    /// <summary>A new worker and a new API run beside the old ones before those are asked to end.</summary>
    public static Task DeployAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) => Task.WhenAll(
        fault.Pick(cluster.Workers).ReplaceAsync(cancellationToken), fault.Pick(cluster.Apis).ReplaceAsync(cancellationToken));

    public static async Task MigrateTwiceAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        var codes = await Task.WhenAll(
            cluster.MigrateAsync("migrations-1", cancellationToken), cluster.MigrateAsync("migrations-2", cancellationToken));
        if (codes is not [0, 0])
            throw new InvalidOperationException($"Two migration services at once exited with {codes[0]} and {codes[1]}.");
    }
}
