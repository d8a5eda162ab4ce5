using System.Net;
using System.Text;

namespace MediaClusters.Tests.Fuzz;

/// <summary>
/// Why the server refuses the head of a request by itself, before any code of this service runs: with a status and without a body.
/// The list is complete; a refusal without a body that it does not explain is a fault of the service.
/// </summary>
internal static class HeadFaults
{
    private const int LongestLine = 8 * 1024;
    private const int LongestHeaders = 32 * 1024;
    private const int MostHeaders = 100;
    private const string Token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The fault that explains a bare answer of this status, or null.</summary>
    public static string? Explain(byte[] request, int status)
    {
        var text = Encoding.Latin1.GetString(request).TrimStart('\r', '\n');
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var crlf and >= 0 ? crlf : text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = (end < 0 ? text : text[..end]).Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).ToArray();
        var headers = lines[1..];
        return status switch
        {
            414 when lines[0].Length > LongestLine - 4 => "a first line of more than 8 kB",
            431 when headers.Length > MostHeaders => "more than 100 headers",
            431 when headers.Sum(header => header.Length + 2) > LongestHeaders => "more than 32 kB of headers",
            405 when IsForeignTarget(lines[0]) => "* or an authority as the target of a method that takes none",
            505 when lines[0].Split(' ')[^1] is not ("HTTP/1.1" or "HTTP/1.0") => "another version of HTTP",
            400 when end < 0 => "no end of the head",
            400 => Line(lines[0]) ?? headers.Select(Header).FirstOrDefault(fault => fault is not null) ?? Headers(lines[0], headers),
            _ => null,
        };
    }

    private static bool IsForeignTarget(string line) => line.Split(' ') is [_, var target, _] && !target.StartsWith('/');

    private static string? Line(string line)
    {
        if (line.Split(' ') is not [var method, var target, var version])
            return "a first line that is not three words";
        if (method.Length == 0 || method.Any(letter => !Token.Contains(letter, StringComparison.Ordinal)))
            return "a method that is no token";
        if (version is not ['H', 'T', 'T', 'P', '/', >= '0' and <= '9', '.', >= '0' and <= '9'])
            return "no version";
        if (target.Length == 0 || target.Any(letter => letter is < '!' or > '~'))
            return "a target with bytes that no target has";
        return target[0] == '/' && target.Contains("%00", StringComparison.Ordinal) ? "NUL in the path"
            : target[0] != '/' ? "a target that is no path" : null;
    }

    private static string? Header(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || header[..colon].Any(letter => !Token.Contains(letter, StringComparison.Ordinal)))
            return "a header whose name is no token";
        var value = header[(colon + 1)..];
        if (value.Any(letter => letter is '\0' or '\r'))
            return "a header's value with NUL or a carriage return";
        try
        {
            _ = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(FuzzRequest.Bytes(value));
            return null;
        }
        catch (ArgumentException)
        {
            return "a header's value that is no UTF-8";
        }
    }

    private static string? Headers(string line, string[] headers)
    {
        var values = headers.ToLookup(header => header.Split(':')[0], header => header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(' ', '\t'), StringComparer.OrdinalIgnoreCase);
        if (values["Host"].Count() != 1 && !line.EndsWith("HTTP/1.0", StringComparison.Ordinal))
            return "no host, or two";
        if (values["Host"].Any(host => host.Length > 0 && !IsHost(host)))
            return "a host that is none";
        if (values["Content-Length"].Count() > 1 || values["Content-Length"].Any(length => !long.TryParse(length, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)))
            return "a length that is no number, or two";
        if (values["Transfer-Encoding"].Any())
            return "a transfer coding that does not end in chunked, or a chunk that is none";
        return line.StartsWith("POST", StringComparison.Ordinal) || line.StartsWith("PUT", StringComparison.Ordinal) ? "HTTP/1.0 without a length" : null;
    }

    private static bool IsHost(string host) =>
        host.All(letter => char.IsAsciiLetterOrDigit(letter) || "-._:[]!$&'()*+,;=%~".Contains(letter, StringComparison.Ordinal))
        && (host.LastIndexOf(':') is var colon && (colon < 0 || host[colon..] is ":" || int.TryParse(host.AsSpan(colon + 1), out _)))
        && (host[0] != '[' || IPAddress.TryParse(host, out _));
}
