using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Maintenance;

/// <summary>
/// Locks the run's lease row, then versions, then what hangs on them, and no pet: it cannot hold up a writer of new
/// versions, nor wait for one.
/// </summary>
internal sealed class Retention(NpgsqlDataSource dataSource, IOptions<RetentionOptions> options, IOptions<JobQueueOptions> queue) : IRetention
{
    public async Task<RetentionProgress?> RemoveBatchAsync(MaintenanceRun run, RetentionProgress progress, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        while (true)
        {
            try
            {
                return await InTransactionAsync(run, connection => RemoveAsync(connection, progress, size, cancellationToken), cancellationToken);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ForeignKeyViolation && progress.Phase == RetentionPhase.Versions)
            {
                // One of them is in use, by a pet or by a table to come: closes in on it, and the others go.
                if ((size /= 2) > 0)
                    continue;
                return await InTransactionAsync(run, connection => PassOverAsync(connection, progress, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task<RetentionProgress?> InTransactionAsync(MaintenanceRun run, Func<NpgsqlConnection, Task<RetentionProgress>> work, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await HoldAsync(connection, run, cancellationToken))
            return null;

        var progress = await work(connection);
        await using var save = new NpgsqlCommand(MaintenanceSql.SaveProgress, connection);
        save.With(MaintenanceTasks.Fence(run.Claim)).With(("lease", run.Claim.Lease)).With("progress", NpgsqlDbType.Jsonb, progress.ToJson());
        if (await save.ExecuteNonQueryAsync(cancellationToken) == 0)
            return null;

        // Not to be given up half-way: what became of it would not be known.
        await transaction.CommitAsync(CancellationToken.None);
        return progress;
    }

    private static async Task<bool> HoldAsync(NpgsqlConnection connection, MaintenanceRun run, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(RetentionSql.BoundLockWait);
        batch.Add(MaintenanceSql.Hold, MaintenanceTasks.Fence(run.Claim));
        return await batch.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private async Task<RetentionProgress> RemoveAsync(NpgsqlConnection connection, RetentionProgress progress, int size, CancellationToken cancellationToken)
    {
        switch (progress.Phase)
        {
            case RetentionPhase.Versions:
                return await RemoveVersionsAsync(connection, progress, size, cancellationToken);
            case RetentionPhase.IdempotencyKeys:
                var keys = await RemoveByTimeAsync(connection, RetentionSql.RemoveKeys, progress, queue.Value.IdempotencyWindow, size, cancellationToken);
                return After(progress, keys.Last, new(IdempotencyKeys: keys.Rows), RetentionPhase.Jobs);
            case RetentionPhase.Jobs:
                var jobs = await RemoveByTimeAsync(connection, RetentionSql.RemoveJobs, progress, options.Value.JobAge, size, cancellationToken);
                return After(progress, jobs.Last, new(ClusterJobs: jobs.Rows), RetentionPhase.Done);
            default:
                return progress;
        }
    }

    private async Task<RetentionProgress> RemoveVersionsAsync(NpgsqlConnection connection, RetentionProgress progress, int size, CancellationToken cancellationToken)
    {
        var page = await NextVersionsAsync(connection, progress, size, cancellationToken);
        if (page.Count == 0)
            return Next(progress, RetentionPhase.IdempotencyKeys);

        progress = progress with { AfterTime = page[^1].CreatedAt, AfterId = page[^1].Id };
        var due = page.Where(version => version.Locked).Select(version => version.Id).ToArray();
        if (due.Length == 0)
            return progress;

        await using var command = new NpgsqlCommand(RetentionSql.RemoveVersions, connection);
        command.With(("ids", due));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var removed = new RemovedRows(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        return progress with { Removed = progress.Removed + removed };
    }

    private async Task<RetentionProgress> PassOverAsync(NpgsqlConnection connection, RetentionProgress progress, CancellationToken cancellationToken)
    {
        var page = await NextVersionsAsync(connection, progress, size: 1, cancellationToken);
        return page.Count == 0
            ? progress
            : progress with { AfterTime = page[0].CreatedAt, AfterId = page[0].Id, PassedOver = progress.PassedOver + 1 };
    }

    private async Task<List<(Guid Id, DateTimeOffset CreatedAt, bool Locked)>> NextVersionsAsync(
        NpgsqlConnection connection, RetentionProgress progress, int size, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RetentionSql.NextVersions, connection);
        command.With(("after_time", progress.AfterTime), ("after_id", progress.AfterId), ("age", options.Value.VersionAge), ("size", size));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<(Guid, DateTimeOffset, bool)>();
        while (await reader.ReadAsync(cancellationToken))
            page.Add((reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2)));
        return page;
    }

    private static async Task<(long Rows, DateTimeOffset? Last)> RemoveByTimeAsync(
        NpgsqlConnection connection, string sql, RetentionProgress progress, TimeSpan age, int size, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.With(("after_time", progress.AfterTime), ("age", age), ("size", size));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetNullable<DateTimeOffset?>(1));
    }

    /// <summary>A batch that found nothing ends its phase.</summary>
    private static RetentionProgress After(RetentionProgress progress, DateTimeOffset? last, RemovedRows removed, RetentionPhase next)
        => last is { } time ? progress with { AfterTime = time, Removed = progress.Removed + removed } : Next(progress, next);

    private static RetentionProgress Next(RetentionProgress progress, RetentionPhase phase)
        => RetentionProgress.Start with { Phase = phase, Removed = progress.Removed, PassedOver = progress.PassedOver };
}
