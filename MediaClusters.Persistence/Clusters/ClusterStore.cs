using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// Three round trips a version: lock and number it; write everything; commit. The cache's pending marker
/// travels beside the second one and has to have been tried before the third (docs/cache-protocol.md).
/// </summary>
internal sealed class ClusterStore(
    NpgsqlDataSource dataSource,
    ICacheWriter cache,
    IOptions<JobQueueOptions> options,
    TimeProvider timeProvider) : IClusterStore
{
    public async Task<Head?> FindHeadAsync(Guid petId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClusterSql.FindHead);
        command.With(("pet", petId), ("imported", LegacyVersion.Algorithm));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Head(reader.GetInt64(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2))
            {
                IsImported = reader.GetBoolean(3),
                Algorithm = reader.GetString(4),
                Parameters = reader.GetNullable<string>(5),
                Model = reader.GetNullable<string>(6),
            }
            : null;
    }

    public async Task<PersistedVersion?> PersistAsync(
        ClaimedJob job,
        ClusteringResult result,
        VersionInput input,
        Func<PersistedVersion, CancellationToken, Task>? beforeCommit,
        CancellationToken cancellationToken)
    {
        using var activity = PersistenceTelemetry.Activities.StartActivity("persist version");
        if (await CommitAsync(job, result, input, beforeCommit, cancellationToken) is not { } committed)
        {
            PersistenceTelemetry.WriteFenced();
            return null;
        }

        activity?.SetTag("mediaclusters.version", committed.Version.Version);

        // The version is out: a caller that gives up now must not leave the cache behind it, and the outbox
        // row covers whatever fails here. The connection is back in the pool by now.
        await cache.PublishAsync(committed.Mark, committed.Body, CancellationToken.None);
        return committed.Version;
    }

    private async Task<(PersistedVersion Version, PendingMark Mark, ReadOnlyMemory<byte> Body)?> CommitAsync(
        ClaimedJob job,
        ClusteringResult result,
        VersionInput input,
        Func<PersistedVersion, CancellationToken, Task>? beforeCommit,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var started = timeProvider.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await AllocateAsync(connection, transaction, job, input.FollowsVersion, cancellationToken) is not { } version)
            return null;

        var body = VersionJson.Write(job.PetId, version.Version, version.CreatedAt, result);
        var marked = cache.MarkPendingAsync(job.PetId, version.Version, cancellationToken);
        var completed = await WriteAsync(connection, transaction, job, version, result, input, body, cancellationToken);
        var mark = await marked;
        if (!completed)
            return null;
        if (beforeCommit is not null)
            await beforeCommit(version, cancellationToken);

        // Not to be given up half-way: a commit whose outcome nobody waited for would count as lost.
        await transaction.CommitAsync(CancellationToken.None);
        PersistenceTelemetry.VersionWritten(timeProvider.GetElapsedTime(started));
        return (version, mark, body);
    }

    private static async Task<PersistedVersion?> AllocateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ClaimedJob job, long? follows, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(ClusterSql.HoldJob, JobQueue.Fence(job));
        batch.Add(ClusterSql.EnsurePet, ("pet", job.PetId));
        VersionWriter.AddHold(batch, job.PetId);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        await reader.NextResultAsync(cancellationToken);
        var version = await VersionWriter.ReadNextAsync(reader, cancellationToken);
        if (version is not null && follows is not null && reader.GetInt64(2) is var latest && latest != follows)
            throw new HeadMovedException(job.PetId, follows.Value, latest);
        return version;
    }

    /// <returns>False when the attempt lost the job since the transaction began.</returns>
    private async Task<bool> WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        ClaimedJob job,
        PersistedVersion version,
        ClusteringResult result,
        VersionInput input,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        VersionWriter.AddVersion(batch, job.PetId, version, result, input, job.Id);
        VersionWriter.AddHead(batch, job.PetId, version, body);
        batch.Add(JobSql.Complete, JobQueue.Fence(job))
            .With("max_attempts", NpgsqlDbType.Integer, options.Value.MaxAttempts)
            .With("version", NpgsqlDbType.Bigint, version.Version);

        // The only statement of the batch that answers with a row is the job's.
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }
}
