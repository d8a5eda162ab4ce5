using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Cache;
using MediaClusters.ServiceDefaults.Authentication;

namespace MediaClusters.Api.Clusters;

/// <summary>
/// Answers what is asked most, a pet's newest version without a query, right behind routing: what stands between there and
/// the handler costs several times what the answer does. Token and path are checked as ever; a request that anything is
/// wrong with goes the long way and is refused there. The read itself has its limits, so none is set around it.
/// </summary>
internal sealed class PlainLatestMiddleware(RequestDelegate next, IInternalTokens tokens, ILatestClusters clusters)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return context.GetEndpoint()?.Metadata.GetMetadata<PlainLatest>() is not null
            && !request.QueryString.HasValue
            && Uuids.TryParse(request.RouteValues[RouteNames.PetId] as string, out var petId)
            && tokens.IsKnown(request)
            ? AnswerAsync(context, petId)
            : next(context);
    }

    private async Task AnswerAsync(HttpContext context, Guid petId)
    {
        if (await clusters.FindAsync(petId, minVersion: 0, context.RequestAborted) is { } latest)
            await VersionBodyResult.WriteAsync(context, latest, VersionBodyResult.Revalidate);
        else
            await Problems.NoClusters(petId).ExecuteAsync(context);
    }
}

/// <summary>Marks the route that <see cref="PlainLatestMiddleware"/> may answer.</summary>
internal sealed class PlainLatest;
