using Microsoft.EntityFrameworkCore;

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

internal static class FailedJobQueries
{
    public static IQueryable<ClusterJob> Apply(this FailedJobFilter filter, IQueryable<ClusterJob> jobs)
    {
        jobs = jobs.Where(job => job.Status == ClusterJobStatus.Failed);
        if (filter.Failures is { } failures)
            jobs = jobs.Where(job => failures.Contains(job.Failure!));
        if (filter.JobReason is { } reason)
            jobs = jobs.Where(job => job.Reason == reason);
        if (filter.ErrorContains is { } error)
            jobs = jobs.Where(job => job.LastError!.Contains(error));
        if (filter.FailedAfter is { } after)
            jobs = jobs.Where(job => job.CompletedAt >= after);
        if (filter.FailedBefore is { } before)
            jobs = jobs.Where(job => job.CompletedAt < before);
        return jobs;
    }

    /// <summary>In the order of <c>ix_cluster_jobs_failed</c>, read backwards.</summary>
    public static IQueryable<ClusterJob> NewestFailuresFirst(this IQueryable<ClusterJob> failed, FailedJobKey? before)
    {
        if (before is var (time, id))
            failed = failed.Where(job => EF.Functions.LessThan(ValueTuple.Create(job.CompletedAt!.Value, job.Id), ValueTuple.Create(time, id)));
        return failed.OrderByDescending(job => job.CompletedAt).ThenByDescending(job => job.Id);
    }
}
