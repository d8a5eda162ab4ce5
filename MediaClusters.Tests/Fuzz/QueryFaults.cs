namespace MediaClusters.Tests.Fuzz;

/// <summary>Parameters that are no values, too many, or nobody's.</summary>
internal static class QueryFaults
{
    private static readonly string[] Raw = ["?", "?&&&", "?=", "?=&=x", "??", "?a", "?a=1;b=2", "?%", "?%zz=%zz", "?limit", "?limit[]=1", "?limit=1&limit=2", "?LIMIT=0", "?\xff=\xff", "?a=%00", "?%00=a", "?cursor=%ff%fe", "?x[a][b]=1"];
    private static readonly string[] Numbers = ["", "0", "-1", "101", "1e2", "1.5", "0x10", "%20 1", "+5", "%2b5", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999", "NaN", "%d9%a3", "null", "1,2"];
    private static readonly string[] Cursors = ["", "AAAAAAAAAAA", "AAAAAAAAAAE", "AAAAAAAAAAAAAAAAAAAAAA", "//////////8", "__________8", "f_________8", "gAAAAAAAAAA", "====", "AAAA AAAA", "%00%00", "~~~~", "AAAAAAAAAAF"];
    private static readonly string[] Common = ["limit", "cursor", "min_version", "status", "latest_only", "reason", "pet_id", "x"];

    public static readonly Fault[] All =
    [
        new("query: raw", (request, random) => request.Query = Raw[random.Next(Raw.Length)]),
        new("query: number", (request, random) => Add(request, Name(request, random), Numbers[random.Next(Numbers.Length)])),
        new("query: cursor", (request, random) => Add(request, "cursor", Cursors[random.Next(Cursors.Length)])),
        new("query: text", (request, random) => Add(request, Name(request, random), Uri.EscapeDataString(HostileText.Pick(random)))),
        new("query: bytes", (request, random) => Add(request, Name(request, random), Any(random))),
        new("query: twice", (request, random) => request.Query += $"&{request.Query.TrimStart('?')}&{Name(request, random)}=1"),
        new("query: many", (request, random) => request.Query = "?" + string.Join('&', Enumerable.Range(0, random.Next(100, 900)).Select(n => $"p{n}=1"))),
        new("query: long", (request, random) => Add(request, Name(request, random), new string('a', random.Next(1_000, 7_000)))),
    ];

    private static string Name(FuzzRequest request, Random random) =>
        request.Operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name).ToArray() is { Length: > 0 } own && random.Next(4) > 0
            ? own[random.Next(own.Length)]
            : Common[random.Next(Common.Length)];

    private static void Add(FuzzRequest request, string name, string value) => request.Query += $"{(request.Query.Length == 0 ? '?' : '&')}{name}={value.Replace(" ", "%20", StringComparison.Ordinal)}";

    private static string Any(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => $"%{random.Next(256):x2}"));
}
