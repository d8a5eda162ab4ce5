using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Cache;
using MediaClusters.ServiceDefaults.Authentication;

namespace MediaClusters.Api.Clusters;

/// <summary>
/// Answers what is asked most, a pet's newest version without a query, before routing, which allocates more than the read
/// does. As <see cref="PlainReadMiddleware"/> it takes only what is right in every part and has a token.
/// </summary>
internal sealed class LatestReadMiddleware(
    RequestDelegate next, IInternalTokens tokens, CallerLimits limits, ILatestClusters latest, EndpointDataSource endpoints)
{
    private const string Before = InternalApiEndpoints.Prefix + "/pets/";
    private const string After = "/clusters/latest";
    private const int IdLength = 36;

    private Endpoint? _endpoint;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!TryParse(request.Path.Value, out var petId)
            || request.QueryString.HasValue
            || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || tokens.Find(request) is not { } caller)
            return next(context);

        // Metrics and traces name the request by its route.
        context.SetEndpoint(_endpoint ??= endpoints.Endpoints.FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<PlainRead>() is { IsLatest: true }));
        return caller.TryAsk(out var wait) ? AnswerAsync(context, petId) : limits.RefuseAsync(context, caller, wait);
    }

    private async Task AnswerAsync(HttpContext context, Guid petId)
    {
        if (await latest.FindAsync(petId, minVersion: 0, context.RequestAborted) is { } found)
            await VersionBodyResult.WriteAsync(context, found, VersionBodyResult.Revalidate);
        else
            await Problems.NoClusters(petId).ExecuteAsync(context);
    }

    private static bool TryParse(ReadOnlySpan<char> path, out Guid petId)
    {
        petId = default;
        return path.Length == Before.Length + IdLength + After.Length
            && path.StartsWith(Before, StringComparison.Ordinal)
            && path.EndsWith(After, StringComparison.Ordinal)
            && Uuids.TryParse(path.Slice(Before.Length, IdLength), out petId);
    }
}
