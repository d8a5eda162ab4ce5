using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace MediaClusters.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps probes and scrapes out of the traces: the request's activity is not recorded, and what it
/// calls follows its parent's decision.
/// </summary>
internal sealed class UntracedPaths : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            if (DefaultPaths.Contains(context.Request.Path) && context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
            {
                activity.IsAllDataRequested = false;
                activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }

            return following(context);
        });
        next(app);
    };
}
