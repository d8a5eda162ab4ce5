using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Http;

internal static class HttpExtensions
{
    public static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ResiliencePipelines>();
        builder.Services.TryAddTransient<ResilienceHandler>();
        builder.Services.TryAddTransient<ServiceDiscoveryHandler>();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddHttpMessageHandler<ResilienceHandler>();
            http.AddHttpMessageHandler<ServiceDiscoveryHandler>();
        });
    }
}
