using MediaClusters.Api.Errors;
using MediaClusters.Api.Images;
using MediaClusters.Api.Json;
using MediaClusters.Api.OpenApi;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Schema;
using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaClusters.Api;

internal static class InternalApiServiceCollectionExtensions
{
    private const long MaxBodyBytes = 1024 * 1024;

    /// <summary>
    /// How long a request waits for a statement that takes milliseconds. A pool whose connections all lead nowhere is free
    /// again after that, and the second in which the server may still say what became of it.
    /// </summary>
    public static readonly TimeSpan StatementPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Everything the routes of <see cref="InternalApiEndpoints"/> need beyond persistence and token authentication.</summary>
    public static IServiceCollection AddInternalApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddSingleton<IProblemDetailsWriter, AnyAcceptProblemWriter>();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.AddApiDocument();
        services.AddImageUploads();
        services.AddSingleton<CallerLimits>();
        services.AddHostedService(provider => provider.GetRequiredService<CallerLimits>());

        services.ConfigureDbContext<MediaClustersDbContext>(options => options.UseNpgsql(
            npgsql => npgsql.ExecutionStrategy(dependencies => new BriefRetries(dependencies))));

        // Whatever asks for nothing else asks for a token: paths that do not exist included.
        services.AddOptions<AuthorizationOptions>()
            .PostConfigure(options => options.FallbackPolicy = options.GetPolicy(InternalTokenPolicies.Read)
                ?? throw new InvalidOperationException("Token authentication is missing: call AddInternalTokens."));

        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ImageUploadOptions>>((timeouts, uploads) =>
        {
            timeouts.DefaultPolicy = TimeoutProblem.Policy(RequestTimeout, StatusCodes.Status503ServiceUnavailable);
            timeouts.AddPolicy(
                ImageUploadOptions.TimeoutPolicy,
                ImageUploadGate.TimeoutPolicy(uploads.Value.Timeout));
        });

        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBodyBytes;
        });

        return services;
    }
}
