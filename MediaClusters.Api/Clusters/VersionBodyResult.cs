using MediaClusters.Persistence.Clusters;
using Microsoft.Net.Http.Headers;

namespace MediaClusters.Api.Clusters;

/// <summary>A stored body as it is: no parsing, no copy, 304 where the caller has it already.</summary>
internal sealed class VersionBodyResult(VersionBody version, string cacheControl) : IResult
{
    public const string Revalidate = "no-cache, private";
    public const string Immutable = "private, max-age=31536000, immutable";

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, version, cacheControl);

    public static Task WriteAsync(HttpContext context, VersionBody version, string cacheControl)
    {
        var response = context.Response;
        response.Headers.ETag = version.EntityTag;
        response.Headers.CacheControl = cacheControl;
        if (IsKnown(context.Request, version.EntityTag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = version.Body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(version.Body, context.RequestAborted).AsTask();
    }

    // RFC 9110, 13.1.2: weak comparison, and * stands for any version.
    private static bool IsKnown(HttpRequest request, string tag)
    {
        var given = request.Headers.IfNoneMatch;
        if (given.Count == 0)
            return false;
        if (given.Count == 1 && string.Equals(given[0], tag, StringComparison.Ordinal))
            return true;

        var current = new EntityTagHeaderValue(tag);
        foreach (var known in request.GetTypedHeaders().IfNoneMatch)
        {
            if (known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false))
                return true;
        }

        return false;
    }
}
