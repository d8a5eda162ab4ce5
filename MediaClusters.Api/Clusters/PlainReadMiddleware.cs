using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.ServiceDefaults.Authentication;

namespace MediaClusters.Api.Clusters;

/// <summary>
/// Answers what is asked most, one version of a pet without a query, right behind routing: what stands between there and
/// the handler costs several times what the answer does. Token and path are checked as ever; a request that anything is
/// wrong with goes the long way and is refused there. The reads have limits of their own, so none is set around them.
/// </summary>
internal sealed class PlainReadMiddleware(RequestDelegate next, IInternalTokens tokens, ILatestClusters latest, IClusterReader clusters)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<PlainRead>() is not { } read
            || request.QueryString.HasValue
            || !Uuids.TryParse(request.RouteValues[RouteNames.PetId] as string, out var petId))
            return next(context);

        var version = 0L;
        return (read.IsLatest || Versions.TryParse(request.RouteValues[RouteNames.Version] as string, out version)) && tokens.IsKnown(request)
            ? read.IsLatest ? LatestAsync(context, petId) : VersionAsync(context, petId, version)
            : next(context);
    }

    private async Task LatestAsync(HttpContext context, Guid petId)
    {
        if (await latest.FindAsync(petId, minVersion: 0, context.RequestAborted) is { } found)
            await VersionBodyResult.WriteAsync(context, found, VersionBodyResult.Revalidate);
        else
            await Problems.NoClusters(petId).ExecuteAsync(context);
    }

    private async Task VersionAsync(HttpContext context, Guid petId, long version)
    {
        if (await clusters.FindVersionAsync(petId, version, context.RequestAborted) is { } found)
            await VersionBodyResult.WriteAsync(context, found, VersionBodyResult.Immutable);
        else
            await Problems.NoVersion(petId, version).ExecuteAsync(context);
    }
}

/// <summary>Marks a route that <see cref="PlainReadMiddleware"/> may answer.</summary>
internal sealed record PlainRead(bool IsLatest);
