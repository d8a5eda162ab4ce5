using System.Globalization;
using System.Text;

namespace MediaClusters.LoadTests.Load;

/// <summary>Whole HTTP/1.1 requests as bytes, made once and sent often.</summary>
internal static class HttpRequests
{
    /// <param name="address">Whom it goes to.</param>
    /// <param name="path">With the query, escaped.</param>
    /// <param name="token">The caller's token, or none.</param>
    /// <param name="ifNoneMatch">The entity tag of what the caller has already, with its quotes.</param>
    public static byte[] Get(Uri address, string path, string? token, string? ifNoneMatch = null)
        => Make("GET", address, path, token, body: null, ifNoneMatch is null ? [] : [("If-None-Match", ifNoneMatch)]);

    /// <summary>By a caller who takes Brotli.</summary>
    public static byte[] GetCompressed(Uri address, string path, string? token)
        => Make("GET", address, path, token, body: null, [("Accept-Encoding", "br")]);

    public static byte[] Head(Uri address, string path, string? token) => Make("HEAD", address, path, token, body: null, []);

    public static byte[] Delete(Uri address, string path, string? token) => Make("DELETE", address, path, token, body: null, []);

    public static byte[] Post(Uri address, string path, string? token, ReadOnlySpan<byte> json, params ReadOnlySpan<(string Name, string Value)> headers)
        => Make("POST", address, path, token, json.ToArray(), headers);

    public static byte[] Put(Uri address, string path, string? token, ReadOnlySpan<byte> json, params ReadOnlySpan<(string Name, string Value)> headers)
        => Make("PUT", address, path, token, json.ToArray(), headers);

    private static byte[] Make(
        string method, Uri address, string path, string? token, byte[]? body, ReadOnlySpan<(string Name, string Value)> headers)
    {
        if (!path.StartsWith('/') || path.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"A request's path begins with a slash and is escaped: '{path}' is not.", nameof(path));

        var head = new StringBuilder().Append(method).Append(' ').Append(path).Append(" HTTP/1.1\r\n");
        Add(head, "Host", address.Authority);
        if (token is not null)
            Add(head, "X-Internal-Token", token);
        foreach (var (name, value) in headers)
            Add(head, name, value);
        if (body is not null)
        {
            Add(head, "Content-Type", "application/json");
            Add(head, "Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }

    private static void Add(StringBuilder head, string name, string value)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"'{name}' is no name of a header.", nameof(name));
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"The header {name} may hold printable ASCII only, no end of a line.", nameof(value));
        head.Append(name).Append(": ").Append(value).Append("\r\n");
    }
}
