using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Worker;

/// <summary>How this worker takes and runs jobs. The length of a lease and the number of attempts belong to the queue.</summary>
internal sealed class WorkerOptions
{
    public const string SectionName = "Worker";

    /// <summary>
    /// Jobs at a time; default: eight a processor, but at most 16. The engine runs on one thread a processor whatever this
    /// is; the others read, write or wait for a commit, and the more do so at once, the more of them share a claim and a
    /// flush of the server's log. A job holds a connection while it reads or writes: where this is above
    /// <c>Database:MaxPoolSize</c> less four, which the worker's own loops need, jobs wait for each other's.
    /// </summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = Math.Min(8 * Environment.ProcessorCount, 16);

    /// <summary>How often an idle worker looks for due jobs without having been woken, jittered; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The photos that make a first clustering worth its while; default 1. The job of a pet that has nothing stored and fewer
    /// waits for more (<c>JobQueue:SnoozeDelay</c>, <c>JobQueue:MaxSnoozes</c>), and then makes do with what there is.
    /// </summary>
    [Range(0, 1000)]
    public int MinPhotos { get; set; } = 1;

    /// <summary>How often the leases of running jobs are renewed; at most half a lease; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stopping worker lets running jobs finish before it hands them back; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often expired leases are taken back; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ReapInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the cache updates that commits owe are looked for; default 250 ms, so that a version is visible within 2 s of its commit.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:01")]
    public TimeSpan RelayInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the queue is measured; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan StatsInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the schema, the pets without a version and the newest version are looked at; default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FreshnessInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a pet may have photos and no version before it counts as unclustered; default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan UnclusteredAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long one attempt may take before it counts as failed, the wait of a large pet for its turn left out; default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan JobTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
