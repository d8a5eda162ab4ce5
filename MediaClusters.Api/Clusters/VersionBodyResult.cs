using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Legacy;
using Microsoft.Net.Http.Headers;

namespace MediaClusters.Api.Clusters;

/// <summary>A stored body as it is: no parsing, no copy, 304 where the caller has it already.</summary>
internal sealed class VersionBodyResult(VersionBody version, string cacheControl) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var tag = new EntityTagHeaderValue(version is LegacyBody state ? $"\"{state.Tag}\"" : $"\"v{version.Version}\"");
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = cacheControl;
        if (IsKnown(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = version.Body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await response.BodyWriter.WriteAsync(version.Body, httpContext.RequestAborted);
    }

    // RFC 9110, 13.1.2: weak comparison, and * stands for any version.
    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag)
    {
        if (request.Headers.IfNoneMatch.Count == 0)
            return false;
        foreach (var known in request.GetTypedHeaders().IfNoneMatch)
        {
            if (known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false))
                return true;
        }

        return false;
    }
}
