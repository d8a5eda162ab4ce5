using System.Text.Json.Nodes;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Schema;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Legacy;

/// <summary>Three round trips a pet, in the order of the cache's protocol (docs/cache-protocol.md), like every other version.</summary>
internal sealed class LegacyImporter(NpgsqlDataSource dataSource, ICacheWriter cache) : ILegacyImporter
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<IReadOnlyDictionary<Guid, KnownPet>> FindAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(LegacySql.FindPets);
        command.With(("pets", petIds.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<Guid, KnownPet>();
        while (await reader.ReadAsync(cancellationToken))
            known[reader.GetGuid(0)] = new(reader.GetBoolean(1), reader.GetNullable<string>(2), reader.GetBoolean(3));
        return known;
    }

    public async Task<ImportOutcome> ImportAsync(LegacyImport import, CancellationToken cancellationToken)
    {
        var (outcome, mark, body) = await CommitAsync(import, cancellationToken);
        if (outcome != ImportOutcome.Settled)
            await cache.PublishAsync(mark, body, CancellationToken.None);
        return outcome;
    }

    private async Task<(ImportOutcome Outcome, PendingMark Mark, ReadOnlyMemory<byte> Body)> CommitAsync(LegacyImport import, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await HoldAsync(connection, transaction, import.PetId, cancellationToken) is not { } now)
            return (ImportOutcome.Settled, default, default);

        var sane = import.Version.Time is { } given && given >= Earliest && given <= now;
        var createdAt = sane ? import.Version.Time!.Value : now;
        var version = new PersistedVersion(1, Guid.CreateVersion7(createdAt), createdAt);
        var body = VersionJson.Write(import.PetId, version.Version, version.CreatedAt, import.Version.Result);

        var marked = cache.MarkPendingAsync(import.PetId, version.Version, cancellationToken);
        await WriteAsync(connection, transaction, import, version, body, cancellationToken);
        var mark = await marked;
        await transaction.CommitAsync(CancellationToken.None);
        PersistenceTelemetry.VersionCopied();
        return (sane || import.Version.Time is null ? ImportOutcome.Imported : ImportOutcome.ImportedRedated, mark, body);
    }

    /// <returns>The database's time; null when the pet has a version, or was deleted.</returns>
    private static async Task<DateTimeOffset?> HoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(ClusterSql.EnsurePet, ("pet", petId));
        VersionWriter.AddHold(batch, petId);
        batch.Add(LegacySql.WasDeleted, ("pet", petId));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        // A deletion that had begun may remove the pet's row after the one statement and before the other.
        if (await VersionWriter.ReadNextAsync(reader, cancellationToken) is not { } next)
            return null;
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return next.Version == 1 && !reader.GetBoolean(0) ? next.CreatedAt : null;
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LegacyImport import, PersistedVersion version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        VersionWriter.AddVersion(batch, import.PetId, version, import.Version.Result, new(import.InputHash, Model: null));
        VersionWriter.AddHead(batch, import.PetId, version, body);
        batch.Add(LegacySql.KeepPetId, ("pet", import.PetId))
            .With("metadata", NpgsqlDbType.Jsonb, Metadata(("legacy_id", import.LegacyId)));

        if (import.Version.OldIds is { Count: > 0 } oldIds)
        {
            batch.Add(LegacySql.KeepMemberIds, ("cluster", version.ClusterId), ("image_ids", oldIds.Select(member => member.ImageId).ToArray()))
                .With("metadata", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, oldIds.Select(member => Metadata(("legacy_image_id", member.Image), ("legacy_cluster_id", member.Cluster))).ToArray());
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Metadata(params (string Name, string? Value)[] fields)
        => new JsonObject(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, field.Value))).ToJsonString();
}
