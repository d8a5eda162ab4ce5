using Microsoft.AspNetCore.Http;

namespace MediaClusters.ServiceDefaults;

internal static class DefaultPaths
{
    public const string Health = "/health";
    public const string Alive = "/alive";
    public const string Metrics = "/metrics";

    private static readonly PathString[] All = [Health, Alive, Metrics];

    public static bool Contains(PathString path) =>
        Array.Exists(All, own => path.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase));
}
