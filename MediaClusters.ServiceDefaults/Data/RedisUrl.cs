using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// Reads <c>redis://user:password@host:6379/0</c> (<c>rediss</c> for TLS). The password stays apart:
/// StackExchange.Redis' configuration string has no way to quote a comma.
/// </summary>
internal sealed record RedisUrl(string ConnectionString, string? Password)
{
    public const string VariableName = "REDIS_URL";

    public static bool IsUrl(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <param name="url">The URL.</param>
    /// <param name="key">The configuration key it comes from, for the error's text.</param>
    /// <exception cref="FormatException">It is no such URL. The text never repeats the URL, which holds a password.</exception>
    public static RedisUrl Parse(string url, string key = VariableName)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
            throw Invalid(key, "it must look like redis://user:password@host:6379/0");
        if (uri.Host.Length == 0)
            throw Invalid(key, "the host is missing");
        if (UrlParts.HasLooseCredentials(uri))
            throw Invalid(key, UrlParts.LooseCredentials);

        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 6379)}") };
        if (uri.Scheme == "rediss")
            parts.Add($"ssl=true,sslHost={uri.Host.Trim('[', ']')}");

        var (user, password) = UrlParts.Credentials(uri);
        if (user is not null and not "default")
        {
            if (user.Contains(',', StringComparison.Ordinal))
                throw Invalid(key, "the user may not contain a comma");
            parts.Add($"user={user}");
        }

        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            if (!int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw Invalid(key, "the path must be the number of a database");
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"defaultDatabase={number}"));
        }

        return new RedisUrl(string.Join(',', parts), password);
    }

    /// <summary>Refuses a text that the client cannot read, without its message: that repeats what follows a comma in a password.</summary>
    /// <exception cref="FormatException">It is no configuration string.</exception>
    public static string Check(string connectionString, string key)
    {
        try
        {
            // What follows a comma in a password would be one more host, and named in errors.
            if (ConfigurationOptions.Parse(connectionString).EndPoints.OfType<DnsEndPoint>().All(host => Uri.CheckHostName(host.Host) != UriHostNameType.Unknown))
                return connectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // Said below, without its message.
        }

        throw Invalid(key, "it must look like host:6379,password=…,ssl=true, or be a URL, which a password with a comma needs");
    }

    public void Apply(ConfigurationOptions options)
    {
        if (Password is not null)
            options.Password = Password;
    }

    private static FormatException Invalid(string key, string reason) => new($"{key} cannot be read: {reason}.");
}
