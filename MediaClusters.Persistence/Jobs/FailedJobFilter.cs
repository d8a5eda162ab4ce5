namespace MediaClusters.Persistence.Jobs;

/// <summary>Which failed jobs are meant: those that everything given here is true of.</summary>
/// <param name="Failures">Kinds of <see cref="JobFailures"/>; null for all.</param>
/// <param name="JobReason">The whole reason that the job was asked for with.</param>
/// <param name="ErrorContains">A part of the last error, in its letter case.</param>
/// <param name="FailedAfter">It failed then or later.</param>
/// <param name="FailedBefore">It failed earlier.</param>
public sealed record FailedJobFilter(
    IReadOnlyList<string>? Failures = null,
    string? JobReason = null,
    string? ErrorContains = null,
    DateTimeOffset? FailedAfter = null,
    DateTimeOffset? FailedBefore = null);
