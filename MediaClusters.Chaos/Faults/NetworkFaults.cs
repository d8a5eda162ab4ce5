using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>What happens between the services and the servers.</summary>
internal static class NetworkFaults
{
    /// <summary>Twice what anybody may take to go on without them, and less than it takes after the last fault until sessions are counted.</summary>
    private static readonly TimeSpan StrandedFor = TimeSpan.FromSeconds(20);

    public static Task SilencePostgresAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        SilenceAsync([.. FaultCatalog.OneOrAllOf(cluster, fault).Select(service => service.Postgres)], fault, cancellationToken);

    public static Task SilenceRedisAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        SilenceAsync([.. FaultCatalog.OneOrAllOf(cluster, fault).Select(service => service.Redis)], fault, cancellationToken);

    public static Task StrandPostgresAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        StrandAsync(FaultCatalog.OneOf(cluster, fault).Postgres);

    public static Task StrandRedisAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken) =>
        StrandAsync(FaultCatalog.OneOf(cluster, fault).Redis);

    /// <summary>
    /// The connections that are open say nothing more, and nobody resets them: the service itself has to give them up. New ones are
    /// as ever, so that it could go on at once. Of one service alone: the sessions that are left behind and those in their place have to
    /// fit into Postgres.
    /// </summary>
    private static Task StrandAsync(TcpProxy proxy)
    {
        var left = proxy.Strand();
        _ = ResetLaterAsync(left);
        return Task.CompletedTask;
    }

    // As the server's system does that gets no answer; else what is left behind there would count as the service's to the end.
    private static async Task ResetLaterAsync(IReadOnlyList<ProxiedConnection> left)
    {
        await Task.Delay(StrandedFor);
        foreach (var connection in left)
            connection.Reset();
    }

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
