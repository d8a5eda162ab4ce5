using Npgsql;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>Reads <c>postgres://user:password@host:port/database?sslmode=require</c> as libpq does.</summary>
internal static class DatabaseUrl
{
    public const string VariableName = "DATABASE_URL";

    // libpq's names where Npgsql's differ.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["channel_binding"] = "Channel Binding",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
        ["keepalives_idle"] = "Tcp Keepalive Time",
    };

    public static bool IsUrl(string text) =>
        text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && text.Contains("://", StringComparison.Ordinal);

    /// <param name="url">The URL.</param>
    /// <param name="key">The configuration key it comes from, for the error's text.</param>
    /// <exception cref="FormatException">It is no such URL. The text never repeats the URL, which holds a password.</exception>
    public static string ToConnectionString(string url, string key = VariableName)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql"))
            throw Invalid(key, "it must look like postgres://user:password@host:5432/database");
        if (UrlParts.HasLooseCredentials(uri))
            throw Invalid(key, UrlParts.LooseCredentials);

        var builder = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0)
            builder.Host = Host(uri);
        if (uri.Port > 0)
            builder.Port = uri.Port;

        var (user, password) = UrlParts.Credentials(uri);
        builder.Username = user;
        builder.Password = password;
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
            builder.Database = UrlParts.Decode(database);

        foreach (var (name, value) in UrlParts.Query(uri))
            Set(builder, key, name, value);

        // As libpq, a socket's folder may stand in the query: postgres:///database?host=/var/run/postgresql
        if (string.IsNullOrEmpty(builder.Host))
            throw Invalid(key, "the host is missing");
        return builder.ConnectionString;
    }

    // Brackets belong to the URL, not to an IPv6 address.
    private static string Host(Uri uri) =>
        uri.HostNameType == UriHostNameType.IPv6 ? uri.Host.Trim('[', ']') : UrlParts.Decode(uri.Host);

    private static void Set(NpgsqlConnectionStringBuilder builder, string key, string name, string value)
    {
        try
        {
            builder[Keywords.GetValueOrDefault(name, name)] = name.Equals("sslmode", StringComparison.OrdinalIgnoreCase)
                ? value.Replace("-", "", StringComparison.Ordinal)
                : value;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Invalid(key, $"the parameter '{name}' is unknown or has an impossible value");
        }
    }

    private static FormatException Invalid(string key, string reason) => new($"{key} cannot be read: {reason}.");
}
