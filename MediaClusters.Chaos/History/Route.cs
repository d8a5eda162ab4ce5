namespace MediaClusters.Chaos.History;

/// <summary>What callers ask for.</summary>
internal enum Route
{
    Latest,
    Version,
    History,
    BatchGet,
    LatestVersions,
    Job,
    PutImages,
    DeleteImage,
    PostJob,
    Restore,
    Cancel,
    Redrive,
}

internal static class Routes
{
    /// <summary>Whether the answer comes from Postgres whatever the cache holds.</summary>
    public static bool IsReadOfPostgres(this Route route) => route is Route.Version or Route.History or Route.LatestVersions or Route.Job;
}
