using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MediaClusters.MigrationService.Schema;

/// <summary>Brings the schema up to date. Safe to run twice and by several processes at once.</summary>
internal sealed class SchemaMigrator(
    IDbContextFactory<MediaClustersDbContext> contexts,
    NpgsqlDataSource dataSource,
    TimeProvider time,
    ILogger<SchemaMigrator> logger)
{
    // EF Core's own lock is not enough on Postgres: a process that waited for it may apply a migration once more.
    // Held by a session and not a transaction, so that a migration may run statements that refuse transactions.
    // Asked for again and again: a statement that waits has a snapshot, and an index that is built concurrently by
    // the holder waits for all of those.
    private const string TryAcquire = "SELECT pg_try_advisory_lock(7300, 1)";
    private const string Release = "SELECT pg_advisory_unlock(7300, 1)";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <returns>The number of migrations that were pending.</returns>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        var applied = await ApplyAloneAsync(cancellationToken);

        // The data source learnt the database's types before the migrations created one.
        await dataSource.ReloadTypesAsync(cancellationToken);
        return applied;
    }

    private async Task<int> ApplyAloneAsync(CancellationToken cancellationToken)
    {
        await using var session = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var acquire = new NpgsqlCommand(TryAcquire, session);
        while (await acquire.ExecuteScalarAsync(cancellationToken) is not true)
            await Task.Delay(Pause, time, cancellationToken);

        try
        {
            return await ApplyAsync(cancellationToken);
        }
        finally
        {
            // The pool would keep the session, and with it the lock, until somebody uses it again.
            await using var release = new NpgsqlCommand(Release, session);
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
        logger.Migrating(pending.Length, string.Join(", ", pending));
        await context.Database.MigrateAsync(cancellationToken);
        return pending.Length;
    }
}
