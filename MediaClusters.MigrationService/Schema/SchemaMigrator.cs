using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MediaClusters.MigrationService.Schema;

/// <summary>Brings the schema up to date. Safe to run twice and by several processes at once: EF Core holds a lock in the database meanwhile.</summary>
internal sealed class SchemaMigrator(
    IDbContextFactory<MediaClustersDbContext> contexts,
    NpgsqlDataSource dataSource,
    ILogger<SchemaMigrator> logger)
{
    /// <returns>The number of migrations that were pending.</returns>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
        logger.Migrating(pending.Length, string.Join(", ", pending));

        await context.Database.MigrateAsync(cancellationToken);

        // The data source learnt the database's types before the migrations created one.
        await dataSource.ReloadTypesAsync(cancellationToken);
        return pending.Length;
    }
}
