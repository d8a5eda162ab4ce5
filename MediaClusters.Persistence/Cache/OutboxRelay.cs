using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Settling instead of storing needs no body and cannot bring anything back: Redis forgets what is older
/// than the commit, and the next reader fills. Writers leave their rows to the relay, which deletes them by the batch.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource database,
    IPetCache cache,
    ILegacyStates states,
    IOptions<CacheOptions> options,
    ILogger<OutboxRelay> logger) : IOutboxRelay
{
    // Locked rows are another relay's; the age is judged by the clock that set it.
    internal const string DueSql =
        """
        SELECT pet_id, version,
               (SELECT d.deleted_at FROM pet_deletions d WHERE d.pet_id = o.pet_id AND d.version = o.version) AS deleted_at
        FROM cache_outbox o
        WHERE created_at <= clock_timestamp() - @grace
        ORDER BY created_at
        LIMIT @limit
        FOR UPDATE OF o SKIP LOCKED
        """;

    internal const string DeleteSql =
        """
        DELETE FROM cache_outbox AS o
        USING unnest(@pets, @versions) AS settled (pet_id, version)
        WHERE o.pet_id = settled.pet_id AND o.version = settled.version
        """;

    public async Task<int> RelayAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await ReadDueAsync(connection, limit, cancellationToken);
        if (due.Count == 0)
            return 0;

        var settled = await SettleAsync(due);
        if (settled.Count > 0)
        {
            await DeleteAsync(connection, settled, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            CacheTelemetry.OutboxRelayed(settled.Count);
        }

        logger.Relayed(settled.Count, due.Count);
        return settled.Count;
    }

    private async Task<List<Owed>> ReadDueAsync(NpgsqlConnection connection, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(DueSql, ("grace", options.Value.RelayGrace), ("limit", limit));
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        var due = new List<Owed>();
        while (await rows.ReadAsync(cancellationToken))
            due.Add(new(rows.GetGuid(0), rows.GetInt64(1), rows.GetNullable<DateTimeOffset?>(2)));
        return due;
    }

    /// <summary>One script a pet, all of them sent before the first answer is awaited.</summary>
    private async Task<List<Owed>> SettleAsync(List<Owed> due)
    {
        var told = await Task.WhenAll(due
            .GroupBy(row => row.PetId)
            .Select(async pet => (Rows: pet, Told: await SettleAsync(pet))));
        return [.. told.Where(pet => pet.Told).SelectMany(pet => pet.Rows)];
    }

    private async Task<bool> SettleAsync(IGrouping<Guid, Owed> pet)
    {
        // A deleted pet's state of the stub goes too: every job of that life was claimed before the deletion took its time.
        if (pet.Max(row => row.DeletedAt) is { } deletedAt && !await states.TryRemoveAsync(LegacyKeys.State(pet.Key), deletedAt))
            return false;
        return await cache.SettleAsync(pet.Key, pet.Max(row => row.Version));
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, List<Owed> settled, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DeleteSql, connection);
        command.With(("pets", settled.ConvertAll(row => row.PetId)), ("versions", settled.ConvertAll(row => row.Version)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Owed(Guid PetId, long Version, DateTimeOffset? DeletedAt);
}
