using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Health;

internal static class HealthExtensions
{
    private const string LiveTag = "live";

    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(3);

    public static void AddDefaultHealthChecks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddKeyedSingleton<HealthReports>(DefaultPaths.Health, (services, _) =>
            ActivatorUtilities.CreateInstance<HealthReports>(services, (HealthCheckRegistration _) => true));
        builder.Services.TryAddKeyedSingleton<HealthReports>(DefaultPaths.Alive, (services, _) =>
            ActivatorUtilities.CreateInstance<HealthReports>(services, (HealthCheckRegistration check) => check.Tags.Contains(LiveTag)));

        // A probe gives up after a second or so: no check may hold it longer, whoever registered it.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
            {
                if (check.Timeout <= TimeSpan.Zero || check.Timeout > CheckTimeout)
                    check.Timeout = CheckTimeout;
            }
        });
    }

    public static void MapHealthEndpoints(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in (string[])[DefaultPaths.Health, DefaultPaths.Alive])
        {
            var reports = endpoints.ServiceProvider.GetRequiredKeyedService<HealthReports>(path);
            endpoints.MapGet(path, (HttpContext context) => WriteAsync(context, reports))
                .AllowAnonymous()
                .DisableHttpMetrics()
                .ExcludeFromDescription();
        }
    }

    private static async Task WriteAsync(HttpContext context, HealthReports reports)
    {
        var report = await reports.GetAsync(context.RequestAborted);
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";

        // Names and states alone: descriptions and exceptions can carry host names or connection strings.
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
            json.WriteString(name, entry.Status.ToString());
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
