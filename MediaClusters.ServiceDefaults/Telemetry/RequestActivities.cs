using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MediaClusters.ServiceDefaults.Telemetry;

/// <summary>
/// Does to ASP.NET Core's request activity what OpenTelemetry.Instrumentation.AspNetCore would: names it by
/// its route, tells how it ended, and keeps probes and scrapes out of the traces.
/// </summary>
internal sealed class RequestActivities : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) => context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity
            ? ObserveAsync(context, activity, following)
            : following(context));
        next(app);
    };

    private static async Task ObserveAsync(HttpContext context, Activity activity, RequestDelegate following)
    {
        if (DefaultPaths.Contains(context.Request.Path))
        {
            // What the request calls follows its parent's decision and is not recorded either.
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        try
        {
            await following(context);
            Complete(context, activity, context.Response.StatusCode);
        }
        catch (Exception exception)
        {
            activity.AddException(exception);
            Complete(context, activity, StatusCodes.Status500InternalServerError);
            throw;
        }
    }

    private static void Complete(HttpContext context, Activity activity, int status)
    {
        if (!activity.IsAllDataRequested)
            return;

        activity.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
            activity.SetStatus(ActivityStatusCode.Error);

        // The exception handler takes the endpoint off the request and remembers it.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            activity.SetTag("http.route", route);
            activity.DisplayName = $"{context.Request.Method} {route}";
        }
    }
}
