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
        var brotli = version.Brotli is { } compressed && BodyEncoding.PrefersBrotli(context.Request.Headers.AcceptEncoding) ? compressed : (ReadOnlyMemory<byte>?)null;
        var tag = brotli is null ? version.EntityTag : version.BrotliTag;
        response.Headers.CacheControl = cacheControl;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Known(context.Request, version, tag) is { } known)
        {
            response.Headers.ETag = known;
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = brotli ?? version.Body;
        response.Headers.ETag = tag;
        if (brotli is not null)
            response.Headers.ContentEncoding = BodyEncoding.Brotli;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
    }

    // RFC 9110, 13.1.2: weak comparison, and * stands for any version. Either form of the body tells that the version is known,
    // and the answer names the one that the caller has.
    private static string? Known(HttpRequest request, VersionBody version, string tag)
    {
        var given = request.Headers.IfNoneMatch;
        if (given.Count == 0)
            return null;
        if (given.Count == 1 && string.Equals(given[0], tag, StringComparison.Ordinal))
            return tag;

        var tags = Array.ConvertAll([tag, version.EntityTag, version.BrotliTag], text => new EntityTagHeaderValue(text));
        var known = request.GetTypedHeaders().IfNoneMatch;
        return known.Contains(EntityTagHeaderValue.Any) ? tag
            : Array.Find(tags, current => known.Any(one => one.Compare(current, useStrongComparison: false)))?.ToString();
    }
}
