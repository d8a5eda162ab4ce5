using System.Security.Cryptography;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Leases;
using MediaClusters.Worker.Loops;
using MediaClusters.Worker.Maintenance;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker;

internal static class WorkerServiceCollectionExtensions
{
    // What the other hosted services may take on top of the jobs.
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(5);

    /// <summary>Claims and clusters jobs and keeps queue and cache in order. Needs the persistence services.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.AddOptions<WorkerOptions>()
            .BindConfiguration(WorkerOptions.SectionName)
            .ValidateDataAnnotations()
            .Validate<IOptions<JobQueueOptions>>(
                (worker, queue) => worker.LeaseRenewal <= queue.Value.Lease / 2,
                "Worker:LeaseRenewal must be at most half the length of a lease, so that one failed renewal does no harm.")
            .ValidateOnStart();
        services.AddOptions<HostOptions>().Configure<IOptions<WorkerOptions>>((host, worker) =>
            host.ShutdownTimeout = worker.Value.DrainTimeout + JobDrain.Overhead + ShutdownMargin);

        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ClusteringOptions>().BindConfiguration(ClusteringOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IPetClusterer>(provider => new PetClusterer(provider.GetRequiredService<IOptions<ClusteringOptions>>().Value));
        services.AddSingleton(WorkerIdentity.Create());
        services.AddSingleton(new Jitter(RandomNumberGenerator.GetInt32(int.MaxValue)));
        services.AddSingleton<LoopHealth>();
        services.AddSingleton<LoopContext>();
        services.AddSingleton<WorkerTelemetry>();
        services.AddSingleton<RetentionTelemetry>();
        services.AddSingleton<ClusteringThreads>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton<ResultTargets>();
        services.AddSingleton<PetPhotos>();
        services.AddSingleton<PreviousVersions>();
        services.AddSingleton<JobProcessor>();
        services.AddSingleton<JobDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerTelemetry>());
        services.AddHealthChecks().AddCheck<LoopHealth>("loops");

        // Stopped in reverse order: retention at once, then the claim loop drains, while leases are still renewed and the cache is served.
        services.AddHostedService<LeaseKeeper>();
        services.AddHostedService<LeaseReaper>();
        services.AddHostedService<QueueLookLoop>();
        services.AddHostedService<OutboxRelayLoop>();
        services.AddHostedService<QueueStatsCollector>();
        services.AddHostedService<SchemaCollector>();
        services.AddHostedService<FreshnessCollector>();
        services.AddHostedService<ClaimLoop>();
        services.AddHostedService<RetentionLoop>();
        return services;
    }
}
