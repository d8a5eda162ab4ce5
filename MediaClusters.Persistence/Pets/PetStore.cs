using System.Text.Json;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Pets;

/// <summary>A deletion is a writer like any other (docs/cache-protocol.md), only that what it writes has no body.</summary>
internal sealed class PetStore(NpgsqlDataSource dataSource, ICacheWriter cache) : IPetStore
{
    public async Task<DeletedPet?> DeleteAsync(Guid petId, string requestedBy, string? reason, CancellationToken cancellationToken)
    {
        using var activity = PersistenceTelemetry.Activities.StartActivity("delete pet");
        activity?.SetTag("mediaclusters.pet_id", petId);
        if (await CommitAsync(petId, requestedBy, reason, cancellationToken) is not { } committed)
            return null;

        // The pet is gone: a caller that gives up now must not leave a body of it in the cache for the relay to find.
        await cache.ForgetAsync(committed.Mark, CancellationToken.None);
        return committed.Deleted;
    }

    private async Task<(DeletedPet Deleted, PendingMark Mark)?> CommitAsync(
        Guid petId, string requestedBy, string? reason, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await HoldAsync(connection, transaction, petId, cancellationToken) is not { } deletion)
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
        return (new DeletedPet(petId, deletion.Version, deletion.CreatedAt, removed), mark);
    }

    /// <summary>The number and time of the deletion; null when nothing is known of the pet.</summary>
    private static async Task<PersistedVersion?> HoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, CancellationToken cancellationToken)
    {
        (string, object) pet = ("pet", petId);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(JobSql.LockPet, pet);
        batch.Add(PetSql.HoldJobs, pet);
        batch.Add(PetSql.EnsureKnown, pet);
        VersionWriter.AddHold(batch, petId);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await VersionWriter.ReadNextAsync(reader, cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<string, long>> RemoveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid petId, CancellationToken cancellationToken)
    {
        (string, object) pet = ("pet", petId);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(PetSql.HoldVersions, pet);
        batch.Add(PetSql.DropHead, pet);
        var deletes = PetSql.Deletes.ToDictionary(delete => delete.Table, delete => batch.Add(delete.Sql, pet), StringComparer.Ordinal);
        batch.Add(PetSql.DeletePet, pet);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return deletes.ToDictionary(delete => delete.Key, delete => (long)delete.Value.RecordsAffected, StringComparer.Ordinal);
    }
}
