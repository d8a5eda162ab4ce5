using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// One round trip to read a pet, and one to write its next version: number and time are known from the reading, so the
/// body is written before, and the statement takes them for true or writes nothing. The cache's pending marker has to
/// have been tried before that statement is sent, for it commits (docs/cache-protocol.md).
/// </summary>
internal sealed class ClusterStore(
    NpgsqlDataSource dataSource,
    ICacheWriter cache,
    IOptions<JobQueueOptions> options,
    TimeProvider timeProvider) : IClusterStore
{
    public async Task<PetInput> LoadAsync(Guid petId, int photoLimit, CancellationToken cancellationToken)
    {
        var blocks = new EmbeddingBlocks();
        try
        {
            await using var batch = dataSource.CreateBatch();
            batch.Add(ImageSql.LoadMajority, ("pet", petId), ("limit", photoLimit));
            batch.Add(ClusterSql.FindHead, ("pet", petId), ("imported", LegacyVersion.Algorithm));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var photos = await PhotoReader.ReadAsync(reader, photoLimit, blocks, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new PetInput(photos, ReadHead(reader), ReadNext(reader)) { Blocks = blocks };
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    public async Task<PersistedVersion?> PersistAsync(
        ClaimedJob job,
        NextVersion next,
        ClusteringResult result,
        VersionInput input,
        Func<PersistedVersion, CancellationToken, Task>? beforeCommit,
        CancellationToken cancellationToken)
    {
        using var activity = PersistenceTelemetry.Activities.StartActivity("persist version");
        var started = timeProvider.GetTimestamp();
        var version = next.At(timeProvider);

        // The mark needs the number alone: it travels while the rest is written.
        var marking = cache.MarkPendingAsync(job.PetId, version.Version, cancellationToken);
        var body = VersionJson.Write(job.PetId, version.Version, version.CreatedAt, result);
        await using var batch = new NpgsqlBatch();
        VersionWriter.AddPersist(batch, job, next.Follows, version, result, input, body)
            .With("max_attempts", NpgsqlDbType.Integer, options.Value.MaxAttempts);

        var mark = await marking;
        if (!await CommitAsync(batch, job, next, version, beforeCommit, cancellationToken))
        {
            PersistenceTelemetry.WriteFenced();
            return null;
        }

        PersistenceTelemetry.VersionWritten(timeProvider.GetElapsedTime(started));
        activity?.SetTag("mediaclusters.version", version.Version);

        // The version is out: a caller that gives up now must not leave the cache behind it, and the outbox
        // row covers whatever fails here. The connection is back in the pool by now.
        await cache.PublishAsync(mark, body, CancellationToken.None);
        return version;
    }

    private async Task<bool> CommitAsync(
        NpgsqlBatch batch,
        ClaimedJob job,
        NextVersion next,
        PersistedVersion version,
        Func<PersistedVersion, CancellationToken, Task>? beforeCommit,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        batch.Connection = connection;
        if (beforeCommit is null)
            return await WriteAsync(batch, job, next);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        batch.Transaction = transaction;
        batch.BatchCommands.Insert(0, new NpgsqlBatchCommand(SessionSql.BoundIdleTime));
        if (!await WriteAsync(batch, job, next))
            return false;
        await beforeCommit(version, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <returns>False when the attempt no longer holds its job.</returns>
    private static async Task<bool> WriteAsync(NpgsqlBatch batch, ClaimedJob job, NextVersion next)
    {
        // Not to be given up half-way: by itself the statement is its own commit. The server's time limit for statements bounds it.
        await using (var reader = await batch.ExecuteReaderAsync(CancellationToken.None))
        {
            await reader.ReadAsync(CancellationToken.None);
            var (held, written) = (reader.GetBoolean(0), reader.GetBoolean(1));
            if (written || !held)
                return written;
        }

        await using var command = new NpgsqlCommand(JobSql.FindNewestVersion, batch.Connection, batch.Transaction).With(("pet", job.PetId));
        throw new HeadMovedException(job.PetId, next.Follows, (long?)await command.ExecuteScalarAsync(CancellationToken.None) ?? 0);
    }

    private static Head? ReadHead(NpgsqlDataReader reader) => reader.IsDBNull(3)
        ? null
        : new Head(reader.GetInt64(1), reader.GetGuid(3), reader.GetFieldValue<byte[]>(4))
        {
            IsImported = reader.GetBoolean(5),
            Algorithm = reader.GetString(6),
            Parameters = reader.GetNullable<string>(7),
            Model = reader.GetNullable<string>(8),
            Snapshot = reader.IsDBNull(10) ? null : new StoredSnapshot(reader.GetString(10), reader.GetFieldValue<byte[]>(11)),
        };

    private NextVersion ReadNext(NpgsqlDataReader reader)
    {
        var (now, newest) = (reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1));
        var after = (reader.GetNullable<DateTimeOffset?>(9) ?? DateTimeOffset.MinValue).AddMicroseconds(1);
        return new NextVersion(
            newest,
            Math.Max(newest, reader.GetNullable<long?>(2) ?? 0) + 1,
            now > after ? now : after,
            timeProvider.GetTimestamp());
    }
}
