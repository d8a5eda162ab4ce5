using System.Text.Json;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Persistence.Schema;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Pets;

/// <summary>A deletion is a writer like any other (docs/cache-protocol.md), only that what it writes has no body.</summary>
internal sealed class PetStore(NpgsqlDataSource dataSource, ICacheWriter cache, ILegacyStates states, IRolloutFlags flags) : IPetStore
{
    public async Task<DeletedPet?> DeleteAsync(Guid petId, string requestedBy, string? reason, CancellationToken cancellationToken)
    {
        using var activity = PersistenceTelemetry.Activities.StartActivity("delete pet");
        activity?.SetTag("mediaclusters.pet_id", petId);

        // What Postgres knows is deleted without Redis.
        var committed = await CommitAsync(petId, requestedBy, reason, hasState: false, cancellationToken);
        if (committed is null && !flags.Settings.IsOver && await states.PeekAsync(petId) is not null)
            committed = await CommitAsync(petId, requestedBy, reason, hasState: true, cancellationToken);
        if (committed is not var (deleted, mark, legacyId))
            return null;

        // The pet is gone: a caller that gives up now must not leave a body of it in the cache for the relay to find.
        await cache.ForgetAsync(mark, CancellationToken.None);
        await states.TryRemoveAsync(LegacyKeys.State(petId), deleted.DeletedAt);
        if (legacyId is not null)
            await states.TryRemoveAsync(LegacyKeys.Prefix + legacyId, deleted.DeletedAt);
        return deleted;
    }

    private async Task<(DeletedPet Deleted, PendingMark Mark, string? LegacyId)?> CommitAsync(
        Guid petId, string requestedBy, string? reason, bool hasState, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await HoldAsync(connection, transaction, petId, hasState, cancellationToken) is not var (deletion, legacyId))
            return null;

        var removed = await RemoveAsync(connection, transaction, petId, cancellationToken);
        var marked = cache.MarkPendingAsync(petId, deletion.Version, cancellationToken);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.Add(
                PetSql.InsertDeletion,
                ("id", deletion.ClusterId),
                ("pet", petId),
                ("version", deletion.Version),
                ("requested_by", requestedBy),
                ("deleted_at", deletion.CreatedAt))
                .With("reason", NpgsqlDbType.Text, reason)
                .With("removed", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(removed));
            batch.Add(ClusterSql.OweCache, ("pet", petId), ("version", deletion.Version));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        var mark = await marked;
        await transaction.CommitAsync(CancellationToken.None);
        PersistenceTelemetry.PetDeleted();
        return (new DeletedPet(petId, deletion.Version, deletion.CreatedAt, removed), mark, legacyId);
    }

    /// <summary>The number and time of the deletion, and the stub's id of the pet; null when nothing is known of the pet.</summary>
    private static async Task<(PersistedVersion Deletion, string? LegacyId)?> HoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, bool hasState, CancellationToken cancellationToken)
    {
        (string, object) pet = ("pet", petId);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(JobSql.LockPet, pet);
        batch.Add(PetSql.HoldJobs, pet);
        batch.Add(PetSql.EnsureKnown, pet, ("has_state", hasState));
        VersionWriter.AddHold(batch, petId);
        batch.Add(PetSql.FindLegacyId, pet);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (await VersionWriter.ReadNextAsync(reader, cancellationToken) is not { } deletion)
            return null;
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (deletion, reader.GetNullable<string>(0));
    }

    private static async Task<IReadOnlyDictionary<string, long>> RemoveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, CancellationToken cancellationToken)
    {
        (string, object) pet = ("pet", petId);
        await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = NpgsqlCommandExtensions.LongTimeout };
        batch.Add(PetSql.HoldVersions, pet);
        batch.Add(PetSql.DropHead, pet);
        var deletes = PetSql.Deletes.ToDictionary(delete => delete.Table, delete => batch.Add(delete.Sql, pet), StringComparer.Ordinal);
        batch.Add(PetSql.DeletePet, pet);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return deletes.ToDictionary(delete => delete.Key, delete => (long)delete.Value.RecordsAffected, StringComparer.Ordinal);
    }
}
