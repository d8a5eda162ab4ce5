namespace MediaClusters.AppHost.Publishing;

/// <summary>What a container asks of the machine it is deployed to.</summary>
/// <param name="CpuRequest">Cores it always has.</param>
/// <param name="CpuLimit">Cores it can have at most.</param>
/// <param name="MemoryMegabytes">Memory, always and at most: more than that ends the container.</param>
/// <param name="User">The user and group id it runs as.</param>
internal sealed record Footprint(double CpuRequest, double CpuLimit, int MemoryMegabytes, int User = Footprint.DotnetUser)
{
    /// <summary>The user <c>app</c> of .NET's images.</summary>
    public const int DotnetUser = 1654;

    /// <summary>The user <c>redis</c> of Redis' images.</summary>
    public const int RedisUser = 999;

    /// <summary>How many there are at least.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>How many there are at most, where the number follows the load.</summary>
    public int MaxReplicas { get; init; } = 1;

    /// <summary>From the signal to stop until it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From the request to stop until the signal: others have stopped sending by then.</summary>
    public TimeSpan StopDelay { get; init; }
}
