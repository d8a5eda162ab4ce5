using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;

namespace MediaClusters.MigrationService.Schema;

/// <summary>Whether the database has every migration this program knows.</summary>
internal sealed class SchemaCheck(IDbContextFactory<MediaClustersDbContext> contexts)
{
    /// <returns>The migrations that are missing, in their order.</returns>
    public async Task<IReadOnlyList<string>> FindMissingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
    }
}
