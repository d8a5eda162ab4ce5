using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MediaClusters.Persistence.Freshness;

internal sealed class FreshnessReader(NpgsqlDataSource dataSource, IDbContextFactory<MediaClustersDbContext> contexts) : IFreshnessReader
{
    // A pet's row dates from its first photo until its first version. Photos may be gone again, and one of them is proof enough.
    internal const string CountUnclustered =
        """
        SELECT count(*) FROM pets p
        WHERE p.latest_version = 0 AND p.updated_at < now() - @age
          AND EXISTS (SELECT 1 FROM pet_images i WHERE i.pet_id = p.pet_id)
        """;

    internal const string FindNewestAge = "SELECT clock_timestamp() - max(created_at) FROM pet_clusters";

    public async Task<FreshnessReading> ReadAsync(TimeSpan unclusteredAfter, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Add(CountUnclustered, ("age", unclusteredAfter));
        batch.Add(FindNewestAge);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var pets = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new FreshnessReading(pets, reader.GetNullable<TimeSpan?>(0));
    }

    public async Task<int> CountPendingMigrationsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
    }
}
