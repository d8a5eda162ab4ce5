using System.Text.Json;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using Microsoft.EntityFrameworkCore;

namespace MediaClusters.Persistence.Schema;

/// <summary>The schema, its migrations and the ordinary queries. Hot paths run named SQL next to their code.</summary>
public sealed class MediaClustersDbContext(DbContextOptions<MediaClustersDbContext> options) : DbContext(options)
{
    internal DbSet<ClusterJob> Jobs => Set<ClusterJob>();

    internal DbSet<ClusterJobEvent> JobEvents => Set<ClusterJobEvent>();

    internal DbSet<PetCluster> Clusters => Set<PetCluster>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresEnum<ClusterJobStatus>(name: DatabaseTypes.ClusterJobStatus);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MediaClustersDbContext).Assembly);
        UseSnakeCase(modelBuilder);
    }

    // Stands for the package EFCore.NamingConventions.
    private static void UseSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            var table = entity.GetTableName();
            foreach (var property in entity.GetProperties())
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            foreach (var key in entity.GetKeys())
                key.SetName($"pk_{table}");
            foreach (var foreignKey in entity.GetForeignKeys())
                foreignKey.SetConstraintName($"fk_{table}_{foreignKey.PrincipalEntityType.GetTableName()}");
            foreach (var index in entity.GetIndexes().Where(index => index.Name is null))
                index.SetDatabaseName($"ix_{table}_{string.Join('_', index.Properties.Select(p => p.GetColumnName()))}");
        }
    }
}
