using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Jobs;

internal sealed class JobAdmin(
    NpgsqlDataSource dataSource,
    IDbContextFactory<MediaClustersDbContext> contexts,
    IOptions<JobQueueOptions> options) : IJobAdmin
{
    private const int PageSize = 1000;

    // However many jobs of busy pets there are, a call comes to an end.
    private const int MaxPages = 10;

    public async Task<CancelResult> CancelAsync(Guid jobId, JobOrder order, CancellationToken cancellationToken)
    {
        var error = order.Reason is { } reason ? $"cancelled by {order.Actor}: {reason}" : $"cancelled by {order.Actor}";
        await using var batch = dataSource.CreateBatch();
        batch.Add(JobAdminSql.LockPetOf, ("id", jobId));
        batch.Add(JobAdminSql.Cancel, ("id", jobId), ("actor", order.Actor), ("error", error)).With("reason", NpgsqlDbType.Text, order.Reason);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new(CancelOutcome.NotFound);

        var status = JobQueue.Status(reader.GetString(0));
        if (status != ClusterJobStatus.Queued)
            return new(reader.GetNullable<string>(1) == JobFailures.Cancelled ? CancelOutcome.AlreadyCancelled : CancelOutcome.NotQueued, status);
        PersistenceTelemetry.JobCancelled();
        return new(CancelOutcome.Cancelled, status);
    }

    public async Task<RedriveResult> RedriveAsync(Guid jobId, JobOrder order, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Add(JobAdminSql.LockPetOf, ("id", jobId));
        batch.Add(JobAdminSql.Redrive, ("id", jobId), ("actor", order.Actor), ("max_attempts", options.Value.MaxAttempts))
            .With("reason", NpgsqlDbType.Text, order.Reason);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new(RedriveOutcome.NotFound);

        var status = JobQueue.Status(reader.GetString(0));
        if (status != ClusterJobStatus.Failed)
            return new(RedriveOutcome.NotFailed, status);
        if (!reader.IsDBNull(1))
            return new(RedriveOutcome.PetBusy, status, reader.GetGuid(1));
        PersistenceTelemetry.JobsRedriven(1);
        return new(RedriveOutcome.Redriven, status);
    }

    public async Task<RedriveManyResult> RedriveAsync(FailedJobFilter filter, int limit, JobOrder? order, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IJobAdmin.MaxJobs);
        var (chosen, skipped, more) = await ChooseAsync(filter, limit, cancellationToken);
        if (order is null)
            return new([.. chosen.Select(job => job.Id)], skipped, more);

        var redriven = new HashSet<Guid>(chosen.Count);
        foreach (var part in chosen.Chunk(IBulkEnqueue.MaxPets))
            await RedriveAsync(part, order, redriven, cancellationToken);
        return new([.. chosen.Select(job => job.Id).Where(redriven.Contains)], skipped + chosen.Count - redriven.Count, more);
    }

    private async Task RedriveAsync(FailedJob[] jobs, JobOrder order, HashSet<Guid> redriven, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Add(JobSql.LockPets, ("pets", Array.ConvertAll(jobs, job => job.PetId)));
        batch.Add(
            JobAdminSql.RedriveMany,
            ("ids", Array.ConvertAll(jobs, job => job.Id)),
            ("failed_at", Array.ConvertAll(jobs, job => job.FailedAt)),
            ("actor", order.Actor),
            ("max_attempts", options.Value.MaxAttempts))
            .With("reason", NpgsqlDbType.Text, order.Reason);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var before = redriven.Count;
        while (await reader.ReadAsync(cancellationToken))
            redriven.Add(reader.GetGuid(0));
        PersistenceTelemetry.JobsRedriven(redriven.Count - before);
    }

    /// <summary>The newest failures whose pets are free, one a pet; looks on until it has seen one more.</summary>
    private async Task<(List<FailedJob> Chosen, int Skipped, bool More)> ChooseAsync(FailedJobFilter filter, int limit, CancellationToken cancellationToken)
    {
        var chosen = new List<FailedJob>(limit);
        var pets = new HashSet<Guid>(limit);
        var skipped = 0;
        FailedJob? last = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var found = await ListAsync(filter, last?.Key, cancellationToken);
            foreach (var job in found)
            {
                if (job.PetIsBusy || pets.Contains(job.PetId))
                {
                    skipped++;
                    continue;
                }

                if (chosen.Count == limit)
                    return (chosen, skipped, More: true);
                chosen.Add(job);
                pets.Add(job.PetId);
            }

            if (found.Count < PageSize)
                return (chosen, skipped, More: false);
            last = found[^1];
        }

        return (chosen, skipped, More: true);
    }

    private async Task<List<FailedJob>> ListAsync(FailedJobFilter filter, FailedJobKey? before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var jobs = filter.Apply(context.Jobs);
        if (filter.Failures is null)
            jobs = jobs.Where(job => job.Failure != JobFailures.Cancelled);
        return await jobs.NewestFailuresFirst(before).Take(PageSize)
            .Select(job => new FailedJob(job.Id, job.PetId, job.CompletedAt!.Value, context.Jobs.Any(active =>
                active.PetId == job.PetId && (active.Status == ClusterJobStatus.Queued || active.Status == ClusterJobStatus.Processing))))
            .ToListAsync(cancellationToken);
    }

    private sealed record FailedJob(Guid Id, Guid PetId, DateTimeOffset FailedAt, bool PetIsBusy)
    {
        public FailedJobKey Key => new(FailedAt, Id);
    }
}
