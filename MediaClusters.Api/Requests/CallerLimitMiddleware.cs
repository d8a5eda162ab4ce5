using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;

namespace MediaClusters.Api.Requests;

/// <summary>
/// Holds callers to their tokens' limits, right behind authentication. What is answered before that, by
/// <see cref="Clusters.LatestReadMiddleware"/> and <see cref="Clusters.PlainReadMiddleware"/>, is counted there.
/// </summary>
internal sealed class CallerLimitMiddleware(RequestDelegate next, CallerLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (InternalCaller.Of(context.User) is not { } caller || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return next(context);
        if (!caller.TryAsk(out var wait))
            return limits.RefuseAsync(context, caller, wait);

        if (caller.MaxBodyBytes is { } most
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
            && !(size.MaxRequestBodySize <= most))
            size.MaxRequestBodySize = most;
        return next(context);
    }
}
