using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>What happens to Redis.</summary>
internal static class RedisFaults
{
    // Less than Redis takes for its connections, so that it refuses to store anything; and enough for a few bodies.
    private static readonly long[] Spaces = [0, 1 << 20];

    /// <summary>Its data is lost.</summary>
    public static async Task KillAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        await cluster.Redis.StopAsync(Native.SigKill, Native.Signalled + Native.SigKill);
        try
        {
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            await cluster.Redis.StartAsync(CancellationToken.None);
        }
    }

    public static async Task PauseAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        cluster.Redis.Pause();
        try
        {
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            cluster.Redis.Continue();
            await cluster.Redis.UntilAnsweringAsync(CancellationToken.None);
        }
    }

    public static Task FlushAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        cluster.Redis.CommandAsync(cancellationToken, "FLUSHALL");

    public static async Task EvictAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        await cluster.Redis.LimitMemoryAsync(await cluster.Redis.MemoryAtStartAsync(cancellationToken) + fault.Pick(Spaces), cancellationToken);
        try
        {
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            await cluster.Redis.LimitMemoryAsync(bytes: null, CancellationToken.None);
        }
    }
}
