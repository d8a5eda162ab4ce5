using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Schema;
using Npgsql;

namespace MediaClusters.Persistence.Clusters;

internal sealed class VersionRestorer(NpgsqlDataSource dataSource, ICacheWriter cache) : IVersionRestorer
{
    private const int NamedPhotos = 10;

    public async Task<RestoreResult> RestoreAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        using var activity = PersistenceTelemetry.Activities.StartActivity("restore version");
        activity?.SetTag("mediaclusters.pet_id", request.PetId);
        var (result, mark, body) = await CommitAsync(request, cancellationToken);
        if (result.Version is { } version)
        {
            activity?.SetTag("mediaclusters.version", version.Version);
            await cache.PublishAsync(mark, body, CancellationToken.None);
        }

        return result;
    }

    private async Task<(RestoreResult Result, PendingMark Mark, ReadOnlyMemory<byte> Body)> CommitAsync(
        RestoreRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await HoldAsync(connection, transaction, request, cancellationToken) is not { } held)
            return (new RestoreResult(RestoreOutcome.NotFound, Version: null, LatestVersion: 0), default, default);

        // A pet that has a version has its newest one right below the next.
        var (version, source, stored) = held;
        var latest = version.Version - 1;
        if (request.ExpectedLatestVersion is { } expected && expected != latest)
            return (new RestoreResult(RestoreOutcome.LatestMoved, Version: null, latest), default, default);
        if (request.Version == latest)
            return (new RestoreResult(RestoreOutcome.AlreadyLatest, Version: null, latest), default, default);
        if (!request.AllowMissingPhotos && await FindMissingAsync(connection, transaction, request.PetId, stored, cancellationToken) is { } missing)
            return (new RestoreResult(RestoreOutcome.PhotosMissing, Version: null, latest, missing), default, default);

        var body = stored.With(version.Version, version.CreatedAt);
        var marked = cache.MarkPendingAsync(request.PetId, version.Version, cancellationToken);
        await WriteAsync(connection, transaction, request.PetId, version, source, body, cancellationToken);
        var mark = await marked;
        await transaction.CommitAsync(CancellationToken.None);
        PersistenceTelemetry.VersionCopied();
        return (new RestoreResult(RestoreOutcome.Restored, version, version.Version), mark, body);
    }

    private static async Task<(PersistedVersion Version, Guid Source, StoredBody Stored)?> HoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, RestoreRequest request, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(SessionSql.BoundIdleTime);
        VersionWriter.AddHold(batch, request.PetId);
        batch.Add(RestoreSql.HoldSource, ("pet", request.PetId), ("version", request.Version));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (await VersionWriter.ReadNextAsync(reader, cancellationToken) is not { } version)
            return null;
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var body = SnapshotCodec.Decode(reader.GetString(1), reader.GetFieldValue<byte[]>(2));
        return (version, reader.GetGuid(0), new StoredBody(body));
    }

    private static async Task<MissingPhotos?> FindMissingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, StoredBody stored, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RestoreSql.FindMissingPhotos, connection, transaction);
        command.With(("pet", petId), ("image_ids", stored.Photos.ToArray()), ("limit", NamedPhotos));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (count, first) = (0, new List<Guid>());
        while (await reader.ReadAsync(cancellationToken))
        {
            count = reader.GetInt32(1);
            first.Add(reader.GetGuid(0));
        }

        return count == 0 ? null : new MissingPhotos(count, first);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid petId,
        PersistedVersion version,
        Guid source,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        (string, object)[] copy = [("cluster", version.ClusterId), ("source", source)];
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(RestoreSql.CopyVersion, [.. copy, ("version", version.Version), ("created_at", version.CreatedAt)]);
        batch.Add(RestoreSql.CopyMembers, copy);
        batch.Add(RestoreSql.CopyHeroes, copy);
        VersionWriter.AddHead(batch, petId, version, body);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
