using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Persistence.Jobs;

/// <summary>The queue's timing and limits.</summary>
public sealed class JobQueueOptions
{
    public const string SectionName = "JobQueue";

    /// <summary>How long a claim holds without renewal. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts before a job fails for good. Default 5.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Wait before the second attempt, doubled for each further one, with jitter. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an idempotency key is remembered. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan IdempotencyWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a job waits for photos of a pet that has too few. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan SnoozeDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row a job waits so, before it makes do with what there is; 0 for never. Default 3.</summary>
    [Range(0, 1000)]
    public int MaxSnoozes { get; set; } = 3;

    /// <summary>One in so many jobs that a worker claims is the one that has been due longest, whatever its priority; 0 for none. Default 8.</summary>
    [Range(0, 1_000)]
    public int AgingShare { get; set; } = 8;

    /// <summary>How long such a job must have been due. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan AgingAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a worker looks through the whole queue for what its claims would pass over (docs/jobs.md). Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long such a look may take, instead of the host's own time-out of statements. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LookTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The attempt counted from the job's last rerun: reruns raise the last attempt instead of starting over.</summary>
    public int AttemptOfRound(int attempt, int maxAttempts) => Math.Max(1, attempt - (maxAttempts - MaxAttempts));
}
