namespace MediaClusters.Tests.Fuzz;

/// <summary>Headers that the server takes and that mean nothing, something else, or too much.</summary>
internal static class HeaderFaults
{
    private static readonly string Long = new('a', 16_000);

    public static readonly Fault[] All =
    [
        Fault.Header("Content-Type", "", "text/plain", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/json;charset=latin1", "application/json; charset=",
            "application/problem+json", "application/*", "*/*", "///", "application/json; ; ;", "application/json, text/plain", "APPLICATION/JSON", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", Long),
        Fault.Header("Content-Encoding", "", "gzip", "br", "identity", "gzip, gzip", "nonsense"),
        Fault.Header("Accept", "", "*/*", "text/html", "application/xml;q=1.0", "application/json;q=0", ";;;", "a/b;q=9999", "\xff", string.Join(',', Enumerable.Repeat("a/b", 2_000))),
        Fault.Header("Accept-Encoding", "", "br", "br;q=0", "br;q=nan", "br;q=1.0000", "*;q=0", "br, br, br", "identity;q=0, *;q=0", ",,,", "gzip;q=-1", "\xe9", string.Join(',', Enumerable.Repeat("br;q=0.1", 1_500))),
        Fault.Header("If-None-Match", "", "*", "\"", "W/", "W/\"", "\"v1\"", "W/\"v2\"", "\"v2-br\"", "*, \"v2\"", "\"v2\"\"v1\"", "v2", "\"\xff\"", "\"v99999999999999999999\"", ", , ,", string.Join(',', Enumerable.Repeat("\"x\"", 3_000))),
        new("header If-None-Match of text", (request, random) => request.Set("If-None-Match", Line(HostileText.Pick(random)))),
        Fault.Header("Idempotency-Key", "", " ", "a", new string('k', 255), new string('k', 256), "\xc3\xa9", "a\tb", "'; DROP TABLE idempotency_keys; --", "\"quoted\"", Long),
        new("header Idempotency-Key twice", (request, _) => request.Headers.AddRange([("Idempotency-Key", "one"), ("Idempotency-Key", "two")])),
        new("header Idempotency-Key of text", (request, random) => request.Set("Idempotency-Key", Line(HostileText.Pick(random)))),
        Fault.Header("Range", "bytes=0-1", "bytes=5-1", "lines=1"),
        Fault.Header("If-Match", "\"v1\"", "*"),
        Fault.Header("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", "never"),
        Fault.Header("X-HTTP-Method-Override", "DELETE", "TRACE"),
        Fault.Header("X-Forwarded-For", "127.0.0.1", "' OR 1=1"),
        Fault.Header("traceparent", "00-0-0-0", "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "", "\xff", Long),
        Fault.Header("baggage", "a=b", "a=%zz", Long),
        Fault.Header("Cookie", "a=b; a=c", ";;;", Long),
        Fault.Header("Expect", "100-continue", "200-ok", ""),
        Fault.Header("Upgrade", "websocket", "h2c", "HTTP/2.0"),
        Fault.Header("Connection", "keep-alive, close", "upgrade, close", "close, close", "X-Internal-Token, close"),
        Fault.Header("Host", "", "localhost:99999", "a b", "a/b", "[::1]", "[", "xn--", "\xff", "127.0.0.1, evil", Long),
        Fault.Header("Trailer", "Content-Length"),
        new("90 headers", (request, _) => request.Headers.AddRange(Enumerable.Range(0, 85).Select(n => ($"X-Fuzz-{n}", "1")))),
        new("long header", (request, random) => request.Headers.Add(("X-Fuzz", new string('a', random.Next(1_000, 28_000))))),
        new("header of bytes", (request, random) => request.Headers.Add(("X-Fuzz", string.Concat(Enumerable.Range(0, 60).Select(_ => (char)random.Next(128, 256)))))),
        new("header of text", (request, random) => request.Headers.Add(("X-Fuzz", Line(HostileText.Pick(random))))),
    ];

    // Line ends and NUL are for FramingFaults.
    private static string Line(string text) => FuzzRequest.Utf8(text).Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');
}
