using System.Globalization;
using System.Security.Cryptography;

namespace MediaClusters.Tests.Fuzz;

/// <summary>Which requests a run sends: <c>MEDIACLUSTERS_FUZZ_SEED</c> repeats a run, <c>MEDIACLUSTERS_FUZZ_REQUESTS</c> makes it longer.</summary>
internal sealed record FuzzSettings(int Seed, int Requests)
{
    private const int DefaultRequests = 6_000;

    public static FuzzSettings Read() => new(
        Number("MEDIACLUSTERS_FUZZ_SEED") ?? RandomNumberGenerator.GetInt32(1_000_000),
        Number("MEDIACLUSTERS_FUZZ_REQUESTS") ?? DefaultRequests);

    public override string ToString() => $"MEDIACLUSTERS_FUZZ_SEED={Seed} MEDIACLUSTERS_FUZZ_REQUESTS={Requests}";

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
