namespace MediaClusters.ServiceDefaults.Data;

internal static class UrlParts
{
    public const string LooseCredentials = "user and password must be percent-encoded: / as %2F, ? as %3F, # as %23";

    /// <summary>Whether a password's own / ? or # ended the address early: what follows would be taken for a database or a parameter, and named in errors.</summary>
    public static bool HasLooseCredentials(Uri uri) =>
        uri.Fragment.Length > 0 || (uri.UserInfo.Length == 0 && uri.PathAndQuery.Contains('@', StringComparison.Ordinal));

    public static string Decode(string text) => Uri.UnescapeDataString(text);

    /// <summary>User and password; null where absent. A password may contain colons, a user may not.</summary>
    public static (string? User, string? Password) Credentials(Uri uri)
    {
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? uri.UserInfo : uri.UserInfo[..colon];
        var password = colon < 0 ? "" : uri.UserInfo[(colon + 1)..];
        return (user.Length > 0 ? Decode(user) : null, password.Length > 0 ? Decode(password) : null);
    }

    public static IEnumerable<(string Name, string Value)> Query(Uri uri)
    {
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? (Decode(pair), "")
                : (Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }
    }
}
