using MediaClusters.Persistence;
using MediaClusters.Persistence.Backfill;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Freshness;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Maintenance;
using MediaClusters.Persistence.Pets;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The public face of this library.</summary>
public static class PersistenceServiceCollectionExtensions
{
    /// <summary>
    /// Adds the queue, the stores and the read path over the host's <see cref="NpgsqlDataSource"/> (which must know
    /// <see cref="DatabaseTypes.MapMediaClustersTypes"/>) and Redis connection.
    /// </summary>
    public static IServiceCollection AddMediaClustersPersistence(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new Random());
        services.AddOptions<JobQueueOptions>().BindConfiguration(JobQueueOptions.SectionName).ValidateDataAnnotations()
            .Validate(options => options.RetryMaxDelay >= options.RetryBaseDelay, "JobQueue:RetryMaxDelay must not be shorter than JobQueue:RetryBaseDelay.")
            .ValidateOnStart();
        services.AddPooledDbContextFactory<MediaClustersDbContext>(
            (provider, options) => options.UseMediaClusters(provider.GetRequiredService<NpgsqlDataSource>()));

        services.AddMetrics();
        services.AddHostedService<TelemetryStart>();
        services.AddSingleton<IJobQueue, JobQueue>();
        services.AddSingleton<JobClaims>();
        services.AddSingleton<QueueStatsReader>();
        services.AddSingleton<QueueFloors>();
        services.AddSingleton<IQueueFloors>(provider => provider.GetRequiredService<QueueFloors>());
        services.AddSingleton<IBulkEnqueue, BulkEnqueue>();
        services.AddSingleton<FailedJobs>();
        services.AddSingleton<IJobReader, JobReader>();
        services.AddSingleton<IJobAdmin, JobAdmin>();
        services.AddSingleton<IJobSignal>(provider => IsPooled(provider.GetRequiredService<IConfiguration>())
            ? ActivatorUtilities.CreateInstance<PolledJobSignal>(provider)
            : ActivatorUtilities.CreateInstance<JobSignal>(provider));
        services.AddSingleton<IImageStore, ImageStore>();
        services.AddSingleton<IClusterStore, ClusterStore>();
        services.AddSingleton<IClusterReader, ClusterReader>();
        services.AddSingleton<IMaintenanceTasks, MaintenanceTasks>();
        services.AddSingleton<IFreshnessReader, FreshnessReader>();
        services.AddSingleton<IVersionRestorer, VersionRestorer>();
        services.AddSingleton<IPetStore, PetStore>();
        services.AddRetention();
        services.AddSingleton<IPetBacklog, PetBacklog>();
        services.AddSingleton<ILegacyImporter, LegacyImporter>();
        return services.AddClusterCache().AddRollout();
    }

    // The host's own setting of how it connects, which it has checked.
    private static bool IsPooled(IConfiguration configuration) => string.Equals(configuration["Database:Pooler"], "Transaction", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// For hosts that serve or cluster pets: follows the rollout's settings while they run, and keeps them from starting
    /// with settings that make no sense. Migrations go without.
    /// </summary>
    public static IServiceCollection AddRolloutWatch(this IServiceCollection services) => services.AddHostedService<RolloutWatch>();
}
