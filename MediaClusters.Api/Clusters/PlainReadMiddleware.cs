using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Clusters;
using MediaClusters.ServiceDefaults.Authentication;

namespace MediaClusters.Api.Clusters;

/// <summary>
/// Answers one numbered version of a pet right behind routing: what stands between there and the handler costs several
/// times what the answer does. Token and path are checked as ever; a request that anything is wrong with goes the long
/// way and is refused there. The read has a limit of its own, so none is set around it.
/// </summary>
internal sealed class PlainReadMiddleware(RequestDelegate next, IInternalTokens tokens, CallerLimits limits, IClusterReader clusters)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<PlainRead>() is not { IsLatest: false }
            || request.QueryString.HasValue
            || !Uuids.TryParse(request.RouteValues[RouteNames.PetId] as string, out var petId)
            || !Versions.TryParse(request.RouteValues[RouteNames.Version] as string, out var version)
            || tokens.Find(request) is not { } caller)
            return next(context);

        return caller.TryAsk(out var wait) ? VersionAsync(context, petId, version) : limits.RefuseAsync(context, caller, wait);
    }

    private async Task VersionAsync(HttpContext context, Guid petId, long version)
    {
        if (await clusters.FindVersionAsync(petId, version, context.RequestAborted) is { } found)
            await VersionBodyResult.WriteAsync(context, found, VersionBodyResult.Immutable);
        else
            await Problems.NoVersion(petId, version).ExecuteAsync(context);
    }
}

/// <summary>Marks a route that <see cref="PlainReadMiddleware"/> or <see cref="LatestReadMiddleware"/> may answer.</summary>
internal sealed record PlainRead(bool IsLatest);
