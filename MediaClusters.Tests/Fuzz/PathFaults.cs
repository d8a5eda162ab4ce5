namespace MediaClusters.Tests.Fuzz;

/// <summary>Paths that mean another one to somebody, values that are no ids, methods that are none.</summary>
internal static class PathFaults
{
    private static readonly string[] Inserts =
    [
        "%2e%2e/", "../", "./", "%2e/", "..;/", "%00", "%2500", "%252e%252e%252f", "%2f", "%5c", "\\", "//", "%", "%zz", "%u0041", "%c0%af", "%ff", "%ed%a0%80",
        ";a=b", ";", "#x", "*", "+", "%20", "%0d%0aX-A: b", "%09", "\xc3\xa9", "\xff", "~", "$", "'", "%27", "%3f", "|", "<", "`", "{pet_id}", ":", "%e2%80%ae",
    ];

    private static readonly string[] Versions = ["0", "-1", "-0", "+1", "1.0", "1e3", "0x1", "01", "9223372036854775807", "9223372036854775808", "99999999999999999999", "NaN", "%d9%a3", "latest", "1;DROP"];

    private static readonly string[] Methods =
    [
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FROB", "get", "Get", "PROPFIND", "M-SEARCH", "X", new('A', 2_000), "GET\xe9", "G(T", "", "__proto__",
    ];

    public static readonly Fault[] All =
    [
        new("path: insert", (request, random) => request.Path = request.Path.Insert(random.Next(1, request.Path.Length + 1), Pick(Inserts, random))),
        new("path: slash at the end", (request, random) => request.Path += new string('/', random.Next(1, 4))),
        new("path: upper case", (request, _) => request.Path = request.Path.ToUpperInvariant()),
        new("path: very long", (request, random) => request.Path += new string('a', random.Next(1_000, 7_000))),
        new("path: many segments", (request, random) => request.Path += string.Concat(Enumerable.Repeat("/x", random.Next(100, 2_000)))),
        new("path: segment left out", Segments((parts, random) => parts.RemoveAt(random.Next(1, parts.Count)))),
        new("path: segment twice", Segments((parts, random) => parts.Insert(random.Next(1, parts.Count), parts[random.Next(1, parts.Count)]))),
        new("path: segment of text", Segments((parts, random) => parts[random.Next(1, parts.Count)] = Uri.EscapeDataString(HostileText.Pick(random)))),
        new("path: id of text", Segments((parts, random) => Where(parts, random, part => Guid.TryParse(part, out _), _ => Uri.EscapeDataString(HostileText.Pick(random))))),
        new("path: id in another form", Segments((parts, random) => Where(parts, random, part => Guid.TryParse(part, out _), part => Reshape(part, random)))),
        new("path: version", Segments((parts, random) => Where(parts, random, part => long.TryParse(part, out _), _ => Pick(Versions, random)))),
        new("path: escaped letters", (request, _) => request.Path = string.Concat(request.Path.Select(letter => letter == '/' ? "/" : $"%{(int)letter:x2}"))),
        new("path: another route", (request, random) => request.Path = Pick(["/", "/internal", "/internal/", "/health", "/alive", "/metrics", "/openapi/v1.json", "/openapi/v2.json", "/swagger", "/.env", "/favicon.ico"], random)),
        new("method", (request, random) => request.Method = Pick(Methods, random)),
        new("method", (request, random) => request.Method = Pick(Methods, random)),
    ];

    private static Action<FuzzRequest, Random> Segments(Action<List<string>, Random> change) => (request, random) =>
    {
        var parts = request.Path.Split('/').ToList();
        if (parts.Count > 1)
            change(parts, random);
        request.Path = string.Join('/', parts);
    };

    private static void Where(List<string> parts, Random random, Predicate<string> isMeant, Func<string, string> change)
    {
        var meant = Enumerable.Range(0, parts.Count).Where(n => isMeant(parts[n])).ToArray();
        if (meant.Length > 0 && meant[random.Next(meant.Length)] is var at)
            parts[at] = change(parts[at]);
    }

    private static string Reshape(string id, Random random) => random.Next(7) switch
    {
        0 => id.Replace("-", "", StringComparison.Ordinal),
        1 => $"{{{id}}}",
        2 => $"%7b{id}%7d",
        3 => id.ToUpperInvariant(),
        4 => id + "%20",
        5 => "0x" + id[2..],
        _ => id[..^1],
    };

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];
}
