using MediaClusters.Persistence.Jobs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MediaClusters.Persistence.Schema;

/// <summary>The database's own types, mapped on both roads to it: Npgsql's data source and EF Core.</summary>
public static class DatabaseTypes
{
    internal const string ClusterJobStatus = "cluster_job_status";

    /// <summary>Teaches the data source the database's own types.</summary>
    public static void MapMediaClustersTypes(this NpgsqlDataSourceBuilder builder)
        => builder.MapEnum<ClusterJobStatus>(ClusterJobStatus);

    /// <summary>Sets the context up over a data source that knows the types.</summary>
    public static void UseMediaClusters(this DbContextOptionsBuilder options, NpgsqlDataSource dataSource)
        => options.UseNpgsql(dataSource, npgsql => npgsql.MapEnum<ClusterJobStatus>(ClusterJobStatus));
}
