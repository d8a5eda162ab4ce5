namespace MediaClusters.Chaos.Cluster;

/// <summary>What a cluster is made of.</summary>
internal sealed record ChaosSettings
{
    public int Apis { get; init; } = 2;

    /// <summary>Worker processes, 3 or more: the second one's clock is an hour ahead, the third one's an hour behind.</summary>
    public int Workers { get; init; } = 3;

    /// <summary>How long a claim holds without renewal: so short that many leases run out in a run.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(1.5);

    public TimeSpan ReapInterval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromSeconds(0.2);

    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>So many that no job fails because of faults alone.</summary>
    public int MaxAttempts { get; init; } = 50;

    /// <summary>Connections to Postgres that a service opens at most; as in production.</summary>
    public int MaxPoolSize { get; init; } = 20;

    /// <summary>How far the wrong clocks are off.</summary>
    public TimeSpan ClockError { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The library that gives programs another time; see eng/tools.sh.</summary>
    public string? FaketimeLibrary { get; init; } = Environment.GetEnvironmentVariable("MEDIACLUSTERS_FAKETIME");

    /// <summary>The most that Postgres may store, where it gets a disk of its own.</summary>
    public int DiskMegabytes { get; init; } = 4096;

    /// <summary>Told to all workers on top of everything else.</summary>
    public IReadOnlyDictionary<string, string> WorkerVariables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where every process' lines go; null for nowhere.</summary>
    public string? LogFolder { get; init; }
}
