using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;

namespace MediaClusters.Persistence.Jobs;

internal sealed class JobReader(IDbContextFactory<MediaClustersDbContext> contexts) : IJobReader
{
    public async Task<JobDetails?> FindAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Details(context.Jobs.Where(job => job.Id == jobId)).SingleOrDefaultAsync(cancellationToken) is not { } job)
            return null;

        var events = await context.JobEvents.AsNoTracking().Where(happened => happened.JobId == jobId).OrderBy(happened => happened.Id)
            .Select(happened => new JobEvent(happened.At, happened.Action, happened.Actor, happened.Reason, happened.Error, happened.Failure))
            .ToListAsync(cancellationToken);
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

    public async Task<IReadOnlyList<JobDetails>> ListFailedAsync(
        FailedJobFilter filter, FailedJobKey? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Details(filter.Apply(context.Jobs).NewestFailuresFirst(before).Take(limit)).ToListAsync(cancellationToken);
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
