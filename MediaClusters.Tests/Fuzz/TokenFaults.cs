namespace MediaClusters.Tests.Fuzz;

/// <summary>Callers who are nobody, or may not write.</summary>
internal static class TokenFaults
{
    private const string Name = "X-Internal-Token";

    public static readonly Fault[] All =
    [
        new("token: none", (request, _) => request.Remove(Name)),
        new("token: read-only", (request, _) => request.Set(Name, RequestFuzzer.Reader)),
        new("token: twice", (request, _) => request.Headers.Add((Name, RequestFuzzer.Writer))),
        new("token: another name", (request, _) => { request.Remove(Name); request.Headers.Add(("Authorization", $"Bearer {RequestFuzzer.Writer}")); }),
        Fault.Header(
            Name, "", " ", "x", RequestFuzzer.Writer.ToUpperInvariant(), $"{RequestFuzzer.Writer},{RequestFuzzer.Writer}", RequestFuzzer.Writer + "\xe9", RequestFuzzer.Writer[..^1],
            "' OR 1=1 --", new string('a', 256), new string('a', 257), new string('a', 20_000), FuzzRequest.Utf8("\U0001f436"), "\xff\xfe", "null"),
    ];
}
