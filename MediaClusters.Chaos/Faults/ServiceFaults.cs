using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>What happens to processes of the product.</summary>
internal static class ServiceFaults
{
    public static Task KillWorkerAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Workers).KillAsync(cancellationToken);

    public static Task TerminateWorkerAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Workers).TerminateAsync(cancellationToken);

    public static Task PauseWorkerAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        new WorkerPause(cluster, fault.Pick(cluster.Workers)).RunAsync(fault.Hold, isWriting: fault.Flips(0), cancellationToken);

    public static Task KillApiAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Apis).KillAsync(cancellationToken);

    public static Task TerminateApiAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        fault.Pick(cluster.Apis).TerminateAsync(cancellationToken);

    /// <summary>A new worker and a new API run beside the old ones before those are asked to end.</summary>
    public static Task DeployAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) => Task.WhenAll(
        fault.Pick(cluster.Workers).ReplaceAsync(cancellationToken), fault.Pick(cluster.Apis).ReplaceAsync(cancellationToken));

    /// <summary>As in a deployment, on a schema that is there.</summary>
    public static Task MigrateTwiceAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        cluster.MigrateTwiceAsync("migrations-again", cancellationToken);
}
