using System.Globalization;
using System.Text;

namespace MediaClusters.Tests.Fuzz;

/// <summary>What no HTTP client sends: lengths that lie, chunks that are none, heads that are no heads.</summary>
internal static class FramingFaults
{
    private const string Length = "Content-Length";
    private const string Coding = "Transfer-Encoding";

    public static readonly Fault[] All =
    [
        With("length twice", (request, _) => request.Headers.AddRange([(Length, $"{request.Body!.Length}"), (Length, $"{request.Body.Length}")])),
        With("two lengths", (request, _) => request.Headers.AddRange([(Length, $"{request.Body!.Length}"), (Length, "1")])),
        With("no number", (request, random) => request.Set(Length, Pick(["", "-1", "+5", "0x10", "5, 5", "5;", "1e3", "99999999999999999999", "9223372036854775807", "\xb2"], random)), isPartial: true),
        With("length too long", (request, random) => request.Set(Length, $"{request.Body!.Length + random.Next(1, 5_000)}"), isPartial: true),
        With("length too short", (request, random) => request.Set(Length, $"{random.Next(request.Body!.Length + 1)}"), isPartial: true),
        With("length and chunks", (request, _) => Chunk(request, (Length, "3"))),
        With("chunks", (request, _) => Chunk(request)),
        With("coding", (request, random) => Chunk(request, (Coding, Pick(["identity", "gzip, chunked", "chunked, identity", "xchunked", "chunked;q=1", "\"chunked\"", "chunked\x0b", "", "chunked, chunked"], random))), isPartial: true),
        With("size of a chunk", (request, random) => Chunked(request, $"{Pick(["zz", "-1", "FFFFFFFFFFFFFFFFFF", "0x5", "", " 5", "5 ", "5;" + new string('a', 9_000), "7FFFFFFF"], random)}\r\nhello\r\n0\r\n\r\n"), isPartial: true),
        With("chunk without its end", (request, _) => Chunked(request, "5\r\nhello0\r\n\r\n"), isPartial: true),
        With("no last chunk", (request, _) => Chunked(request, $"{request.Body!.Length:x}\r\n{Encoding.Latin1.GetString(request.Body)}\r\n"), isPartial: true),
        With("trailers", (request, _) => Chunked(request, $"{request.Body!.Length:x}\r\n{Encoding.Latin1.GetString(request.Body)}\r\n0\r\nX-Internal-Token: x\r\nContent-Length: 5\r\n\r\n")),
        With("trailers without end", (request, _) => Chunked(request, "0\r\n" + string.Concat(Enumerable.Repeat("X-A: b\r\n", 3_000))), isPartial: true),
        new("framing: line feeds alone", (request, _) => request.LineEnd = "\n"),
        new("framing: carriage returns alone", (request, _) => (request.LineEnd, request.IsPartial) = ("\r", true)),
        new("framing: version", (request, random) => (request.Version, request.IsPartial) = (Pick(["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/9.9", "http/1.1", "HTTP/1.1 ", "", "HTTPS/1.1", "HTTP/01.1", "\xff"], random), true)),
        new("framing: target", (request, random) => request.Path = Pick(["*", "http://evil/", "http://api" + request.Path, "api:80", "//api" + request.Path, "?x", "https://", "http://[", "\\", "http://a\xff/"], random)),
        new("framing: no host", (request, _) => request.Remove("Host")),
        new("framing: two hosts", (request, _) => request.Headers.Add(("Host", "evil"))),
        new("framing: header", (request, random) => request.Headers.Add((Pick(["", " X", "X ", "X\0", "X\xff", "X(", "X\r\n Y", "X\tY", ":"], random), "1"))),
        new("framing: header's value", (request, random) => request.Headers.Add(("X-Fuzz", Pick(["a\0b", "a\rb", "a\nb", "a\r\n folded", "\x7f", "\x01"], random)))),
        new("framing: 200 headers", (request, _) => request.Headers.AddRange(Enumerable.Range(0, 200).Select(n => ($"X-Fuzz-{n}", "1")))),
        new("framing: 40 kB of headers", (request, _) => request.Headers.Add(("X-Fuzz", new string('a', 40_000)))),
        new("framing: line of 10 kB", (request, _) => request.Query = "?" + new string('a', 10_000)),
        new("framing: head cut off", (request, random) => (request.Raw, request.IsPartial) = (Cut(request.ToBytes(), random), true)),
        new("framing: noise", (request, random) => (request.Raw, request.IsPartial) = (Noise(random), true)),
        new("framing: TLS", (request, _) => (request.Raw, request.IsPartial) = ([0x16, 0x03, 0x01, 0x00, 0xa5, 0x01, 0x00, 0x00, 0xa1, 0x03, 0x03, .. new byte[160]], true)),
        new("framing: HTTP/2", (request, _) => (request.Raw, request.IsPartial) = ([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0], true)),
        new("framing: empty lines first", (request, _) => request.Raw = [.. "\r\n\r\n"u8, .. request.ToBytes()]),
        new("framing: two requests", (request, _) => request.Raw = [.. Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request.ToBytes()).Replace("Connection: close\r\n", "", StringComparison.Ordinal)), .. request.ToBytes()]),
        new("framing: nothing", (request, _) => (request.Raw, request.IsPartial) = ([], true)),
    ];

    private static Fault With(string name, Action<FuzzRequest, Random> change, bool isPartial = false) => new($"framing: {name}", (request, random) =>
    {
        request.Body ??= "{}"u8.ToArray();
        change(request, random);
        request.IsPartial |= isPartial;
    });

    private static void Chunk(FuzzRequest request, params (string Name, string Value)[] more)
    {
        Chunked(request, $"{request.Body!.Length:x}\r\n{Encoding.Latin1.GetString(request.Body)}\r\n0\r\n\r\n");
        foreach (var (name, value) in more)
        {
            if (name == Coding)
                request.Remove(name);
            request.Headers.Add((name, value));
        }
    }

    private static void Chunked(FuzzRequest request, string body)
    {
        request.Set(Coding, "chunked");
        request.Body = FuzzRequest.Bytes(body);
    }

    private static byte[] Cut(byte[] whole, Random random) => whole[..random.Next(Math.Max(1, whole.AsSpan().IndexOf("\r\n\r\n"u8)))];

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 2_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)].ToString(CultureInfo.InvariantCulture);
}
