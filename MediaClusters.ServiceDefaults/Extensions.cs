using MediaClusters.ServiceDefaults.Health;
using MediaClusters.ServiceDefaults.Http;
using MediaClusters.ServiceDefaults.Metrics;
using MediaClusters.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of this solution has in common.</summary>
public static class Extensions
{
    /// <summary>Adds telemetry, health checks and resilient HTTP clients with service discovery.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddLoggingDefaults(areScopesExported: builder.IsExported() || builder.Environment.IsDevelopment());
        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();
        builder.AddHttpClientDefaults();
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready for traffic), <c>/alive</c> (the process responds) and <c>/metrics</c>
    /// (Prometheus text). None needs a token: they name checks and figures, and nothing else.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthEndpoints();
        app.MapMetricsEndpoint();
        return app;
    }
}
