using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MediaClusters.Tests.Api;

/// <summary>Requests made from the routes the host really has, so that a new one is tested without being listed.</summary>
internal static class Routes
{
    public static HttpRequestMessage Request(RouteEndpoint route, Func<string, string> value)
    {
        var methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
        return new HttpRequestMessage(new HttpMethod(methods?[0] ?? "GET"), Path(route, value));
    }

    private static string Path(RouteEndpoint route, Func<string, string> value) =>
        "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
            part is RoutePatternParameterPart parameter
                ? value(parameter.Name)
                : ((RoutePatternLiteralPart)part).Content))));
}
