using MediaClusters.Persistence.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Maintenance;

internal static class RetentionServiceCollectionExtensions
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.SectionName).ValidateDataAnnotations()
            .Validate<IOptions<JobQueueOptions>>(
                (retention, queue) => retention.JobAge >= queue.Value.IdempotencyWindow,
                "Retention:JobAge must not be shorter than JobQueue:IdempotencyWindow: a repeated key is answered with its job.")
            .ValidateOnStart();
        return services.AddSingleton<IRetention, Retention>();
    }
}
