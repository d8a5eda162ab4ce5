using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>What happens between the services and the servers.</summary>
internal static class NetworkFaults
{
    public static Task SilencePostgresAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        SilenceAsync([.. FaultCatalog.OneOrAllOf(cluster, fault).Select(service => service.Postgres)], fault, cancellationToken);

    public static Task SilenceRedisAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        SilenceAsync([.. FaultCatalog.OneOrAllOf(cluster, fault).Select(service => service.Redis)], fault, cancellationToken);

    /// <summary>
    /// Nothing passes; or answers do not, so that a commit is made that nobody hears of; or nothing on the connections that are open,
    /// while new ones are as ever. Afterwards all arrives late, or the connections are reset.
    /// </summary>
    private static async Task SilenceAsync(TcpProxy[] proxies, PlannedFault fault, CancellationToken cancellationToken)
    {
        var isStranded = fault.Flips(3);
        foreach (var proxy in proxies)
        {
            if (isStranded)
                proxy.Strand();
            else
                proxy.Stall(fault.Flips(1) ? Traffic.Answers : Traffic.Both);
        }

        try
        {
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            foreach (var proxy in proxies)
            {
                if (isStranded || fault.Flips(2))
                    proxy.Cut();
                proxy.Resume();
            }
        }
    }
}
