using System.Globalization;
using System.Text;

namespace MediaClusters.Tests.Fuzz;

/// <summary>One answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, bool IsWhole)
{
    private const int NoAnswer = 999;

    /// <summary>Whether it is no answer of HTTP/1.1 at all.</summary>
    public bool IsNone => Status == NoAnswer;

    // A frame of HTTP/2: three bytes of length, a type. The server speaks HTTP/1.1 alone here, and says so in HTTP/2.
    public bool IsGoAway => IsNone && Body.AsSpan().IndexOf([(byte)0, (byte)0, (byte)8, (byte)7]) >= 0;

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>All answers in what was received; interim ones (100) are left out.</summary>
    public static IReadOnlyList<RawAnswer> ReadAll(byte[] received, string method)
    {
        var answers = new List<RawAnswer>();
        for (var rest = received.AsSpan(); rest.Length > 0;)
        {
            var answer = Read(ref rest, method);
            if (answer.Status >= 200)
                answers.Add(answer);
        }

        return answers;
    }

    private static RawAnswer Read(ref Span<byte> rest, string method)
    {
        var end = rest.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return Broken(ref rest);

        var lines = Encoding.Latin1.GetString(rest[..end]).Split("\r\n");
        var headers = lines.Skip(1).GroupBy(line => line.Split(':')[0], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(header => header.Key, header => string.Join(", ", header), StringComparer.OrdinalIgnoreCase);
        if (!lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || !int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            return Broken(ref rest);

        rest = rest[(end + 4)..];
        if (status is < 200 or 204 or 304 || method == "HEAD")
            return new(status, headers, [], IsWhole: true);
        if (headers.GetValueOrDefault("Transfer-Encoding") == "chunked")
            return Chunked(status, headers, ref rest);

        // Without a length it goes on until the connection ends.
        var length = int.Parse(headers.GetValueOrDefault("Content-Length", $"{rest.Length}"), NumberStyles.None, CultureInfo.InvariantCulture);
        var body = rest[..Math.Min(length, rest.Length)].ToArray();
        rest = rest[body.Length..];
        return new(status, headers, body, body.Length == length);
    }

    private static RawAnswer Chunked(int status, IReadOnlyDictionary<string, string> headers, ref Span<byte> rest)
    {
        using var body = new MemoryStream();
        while (rest.IndexOf("\r\n"u8) is var end and > 0)
        {
            var size = int.Parse(Encoding.Latin1.GetString(rest[..end]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            rest = rest[(end + 2)..];
            if (rest.Length < size + 2)
                break;
            body.Write(rest[..size]);
            rest = rest[(size + 2)..];
            if (size == 0)
                return new(status, headers, body.ToArray(), IsWhole: true);
        }

        rest = [];
        return new(status, headers, body.ToArray(), IsWhole: false);
    }

    private static RawAnswer Broken(ref Span<byte> rest)
    {
        var answer = new RawAnswer(NoAnswer, new Dictionary<string, string>(StringComparer.Ordinal), rest.ToArray(), IsWhole: false);
        rest = [];
        return answer;
    }
}
