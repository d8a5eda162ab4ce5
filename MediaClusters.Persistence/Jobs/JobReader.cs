using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;

namespace MediaClusters.Persistence.Jobs;

internal sealed class JobReader(IDbContextFactory<MediaClustersDbContext> contexts, FailedJobs failures) : IJobReader
{
    public async Task<JobDetails?> FindAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Details(context.Jobs.Where(job => job.Id == jobId)).SingleOrDefaultAsync(cancellationToken) is not { } job)
            return null;

        var events = await context.JobEvents.AsNoTracking().Where(happened => happened.JobId == jobId)
            .OrderByDescending(happened => happened.Id).Take(IJobReader.MaxEvents)
            .Select(happened => new JobEvent(happened.At, happened.Action, happened.Actor, happened.Reason, happened.Error, happened.Failure))
            .ToListAsync(cancellationToken);
        events.Reverse();
        return job with { Events = events };
    }

    public async Task<IReadOnlyList<JobDetails>> ListAsync(Guid petId, ClusterJobStatus? status, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var jobs = context.Jobs.Where(job => job.PetId == petId);
        if (status is { } wanted)
            jobs = jobs.Where(job => job.Status == wanted);
        if (before is { } last)
            jobs = jobs.Where(job => job.Id < last);
        return await Details(jobs.OrderByDescending(job => job.Id).Take(limit)).ToListAsync(cancellationToken);
    }

    public async Task<FailedJobPage> ListFailedAsync(
        FailedJobFilter filter, FailedJobKey? before, int limit, CancellationToken cancellationToken)
    {
        var found = new List<FailedJob>();
        FailedJobKey? next = null;
        await foreach (var rows in failures.ReadAsync(filter, without: [], before, limit + 1, cancellationToken))
        {
            found.AddRange(rows.Fitting);
            next = rows.Next;
            if (found.Count <= limit)
                continue;
            found.RemoveRange(limit, found.Count - limit);
            next = found[^1].Key;
            break;
        }

        return new(await DetailsAsync(found, cancellationToken), next);
    }

    /// <summary>In the order they were found; without those that are not what was found any more.</summary>
    private async Task<IReadOnlyList<JobDetails>> DetailsAsync(List<FailedJob> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return [];

        var failedAt = found.ToDictionary(job => job.Id, job => job.FailedAt);
        var ids = failedAt.Keys.ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var jobs = await Details(context.Jobs.Where(job => ids.Contains(job.Id))).ToListAsync(cancellationToken);
        return [.. jobs
            .Where(job => job.Status == ClusterJobStatus.Failed && job.CompletedAt == failedAt[job.JobId])
            .OrderByDescending(job => job.CompletedAt).ThenByDescending(job => job.JobId)];
    }

    private static IQueryable<JobDetails> Details(IQueryable<ClusterJob> jobs) => jobs.AsNoTracking().Select(job => new JobDetails(
        job.Id, job.PetId, job.Status, job.Attempts, job.MaxAttempts, job.LastError, job.Reason, job.Force, job.Rerun,
        job.Priority, job.Metadata, job.WorkerId, job.ResultVersion, job.EnqueuedAt, job.RunAfter, job.StartedAt,
        job.CompletedAt, job.LeaseExpiresAt)
    {
        Failure = job.Failure,
        Snoozes = job.Snoozes,
    });
}
