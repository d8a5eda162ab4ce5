namespace MediaClusters.Worker.Jobs;

/// <summary>How an attempt at a job ended.</summary>
internal enum JobOutcome
{
    /// <summary>A result was written: a version, or the stub's state in Redis.</summary>
    Succeeded,

    /// <summary>The newest version stands for the same input, or there is nothing to write.</summary>
    Unchanged,

    /// <summary>Failed and queued again.</summary>
    Retried,

    /// <summary>Failed for good.</summary>
    Failed,

    /// <summary>Put back to wait for photos: the pet had too few.</summary>
    Snoozed,

    /// <summary>The lease was lost: nothing was written.</summary>
    Lost,

    /// <summary>Interrupted by the worker's stop.</summary>
    HandedBack,
}

internal static class JobOutcomeExtensions
{
    /// <summary>The outcome as metrics and traces name it.</summary>
    public static string Tag(this JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.Unchanged => "unchanged",
        JobOutcome.Retried => "retried",
        JobOutcome.Failed => "failed",
        JobOutcome.Snoozed => "snoozed",
        JobOutcome.Lost => "lost",
        JobOutcome.HandedBack => "handed_back",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, message: null),
    };
}
