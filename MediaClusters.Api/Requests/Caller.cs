namespace MediaClusters.Api.Requests;

/// <summary>Who asks, for the audit: the name of the token, never the token.</summary>
internal static class Caller
{
    public static string NameOf(HttpContext context) =>
        context.User.Identity?.Name ?? throw new InvalidOperationException("A route that is audited has to ask for a token.");
}
