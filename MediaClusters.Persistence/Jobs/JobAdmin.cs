using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Jobs;

internal sealed class JobAdmin(
    NpgsqlDataSource dataSource,
    FailedJobs failures,
    IOptions<JobQueueOptions> options) : IJobAdmin
{
    // Somebody wanted them not to run, or another job does what they should have.
    private static readonly string[] NotMeant = [JobFailures.Cancelled, JobFailures.Superseded];

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

    public async Task<RedriveManyResult> RedriveAsync(
        FailedJobFilter filter, FailedJobKey? before, int limit, JobOrder? order, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IJobAdmin.MaxJobs);
        var (chosen, skipped, next) = await ChooseAsync(filter, before, limit, cancellationToken);
        if (order is null)
            return new([.. chosen.Select(job => job.Id)], skipped, next);

        var redriven = new HashSet<Guid>(chosen.Count);
        foreach (var part in chosen.Chunk(IBulkEnqueue.MaxPets))
            redriven.UnionWith(await RedriveAsync(part, order, cancellationToken));
        return new([.. chosen.Select(job => job.Id).Where(redriven.Contains)], skipped + chosen.Count - redriven.Count, next);
    }

    /// <summary>Those of free pets: one that somebody else is at work on must not keep hundreds waiting whose locks are held already.</summary>
    private async Task<List<Guid>> RedriveAsync(FailedJob[] jobs, JobOrder order, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var locking = new NpgsqlBatch(connection, transaction);
        locking.Add(SessionSql.BoundIdleTime);
        locking.Add(JobAdminSql.TryLockPets, ("pets", Array.ConvertAll(jobs, job => job.PetId)));
        var locked = (await locking.ExecuteScalarAsync(cancellationToken) as Guid[] ?? []).ToHashSet();

        var free = Array.FindAll(jobs, job => locked.Contains(job.PetId));
        await using var command = new NpgsqlCommand(JobAdminSql.RedriveMany, connection, transaction);
        command.With(
            ("ids", Array.ConvertAll(free, job => job.Id)),
            ("failed_at", Array.ConvertAll(free, job => job.FailedAt)),
            ("actor", order.Actor),
            ("max_attempts", options.Value.MaxAttempts))
            .With("reason", NpgsqlDbType.Text, order.Reason);
        var redriven = new List<Guid>(free.Length);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                redriven.Add(reader.GetGuid(0));
        }

        await transaction.CommitAsync(cancellationToken);
        PersistenceTelemetry.JobsRedriven(redriven.Count);
        return redriven;
    }

    /// <summary>The newest failures whose pets are free, one a pet; looks on until it has seen one more.</summary>
    private async Task<(List<FailedJob> Chosen, int Skipped, FailedJobKey? Next)> ChooseAsync(
        FailedJobFilter filter, FailedJobKey? before, int limit, CancellationToken cancellationToken)
    {
        var chosen = new List<FailedJob>(limit);
        var pets = new HashSet<Guid>(limit);
        var skipped = 0;
        var stopped = before;
        await foreach (var rows in failures.ReadAsync(filter, filter.Failures is null ? NotMeant : [], before, limit + 1, cancellationToken))
        {
            foreach (var job in rows.Fitting)
            {
                if (job.PetIsBusy || pets.Contains(job.PetId))
                {
                    skipped++;
                }
                else if (chosen.Count == limit)
                {
                    return (chosen, skipped, stopped);
                }
                else
                {
                    chosen.Add(job);
                    pets.Add(job.PetId);
                }

                stopped = job.Key;
            }

            stopped = rows.Next;
        }

        return (chosen, skipped, stopped);
    }
}
