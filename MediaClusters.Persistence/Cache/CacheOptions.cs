using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Persistence.Cache;

/// <summary>The cache of newest versions. None of these durations is needed for correctness; see docs/cache-protocol.md.</summary>
public sealed class CacheOptions
{
    public const string SectionName = "Cache";

    /// <summary>How long a body is kept. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan BodyTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long "this pet has no version" is kept. Default 1.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan NegativeTtl { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a reader may take to fill; after that another may try. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan FillLease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a writer that neither committed nor rolled forward keeps readers off the cache. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan PendingTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time a reader gives Redis before it turns to Postgres. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan Budget { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time a writer or relay gives Redis: a mark that fails costs more than a late one, and on a starved machine 250 ms were not enough. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan WriterBudget { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Limit of one shared Postgres read. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Age from which the relay looks at an outbox row: younger ones belong to a writer still at work. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan RelayGrace { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Share of failed operations within <see cref="BreakerWindow"/> that opens the circuit. Default 0.5.</summary>
    [Range(0.01, 1.0)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Operations within <see cref="BreakerWindow"/> below which the circuit stays closed. Default 8.</summary>
    [Range(2, 10_000)]
    public int BreakerMinimumThroughput { get; set; } = 8;

    /// <summary>Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the circuit stays open before one operation probes Redis. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pets whose highest returned version this process remembers, eight at least. Default 65,536 (half a MB, and 4 MB when all are taken).</summary>
    [Range(1, 1 << 24)]
    public int RememberedPets { get; set; } = 65_536;

    /// <summary>Bytes of bodies this process keeps, so that a read asks Redis for a body's head alone; 0 for none. Default 64 MB.</summary>
    [Range(0, 1L << 36)]
    public long BodyMemory { get; set; } = 64L << 20;
}
