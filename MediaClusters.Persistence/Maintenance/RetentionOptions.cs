using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Persistence.Maintenance;

/// <summary>What is kept for how long, and how gently the rest is removed.</summary>
public sealed class RetentionOptions
{
    public const string SectionName = "Retention";

    /// <summary>Whether this process removes anything; default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a version is kept; a pet's latest is kept for ever. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan VersionAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a job is kept after it succeeded or failed; at least as long as an idempotency key. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan JobAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long all processes together rest between two runs. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Rows one transaction removes at most, give or take a version. Default 2000.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 2000;

    /// <summary>How long a transaction should take: batches shrink that take longer, and grow again up to <see cref="BatchSize"/>. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan BatchTime { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The part of a run's time that is spent in the database, 0.01 to 1; the rest are pauses between batches. Default 0.2.</summary>
    [Range(0.01, 1)]
    public double DutyCycle { get; set; } = 0.2;
}
