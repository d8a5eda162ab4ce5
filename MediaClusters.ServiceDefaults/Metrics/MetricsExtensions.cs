using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaClusters.ServiceDefaults.Metrics;

internal static class MetricsExtensions
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetricsEndpoint(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(DefaultPaths.Metrics, ScrapeAsync)
            .AllowAnonymous()
            .DisableHttpMetrics()
            .ExcludeFromDescription();

    private static async Task<IResult> ScrapeAsync(PrometheusExporter exporter, CancellationToken cancellationToken) =>
        await exporter.ScrapeAsync(cancellationToken) is { } text
            ? TypedResults.Bytes(text, ContentType)
            : TypedResults.Problem("The metrics could not be collected.", statusCode: StatusCodes.Status503ServiceUnavailable);
}
