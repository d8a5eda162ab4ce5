using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos;

/// <summary>What faults are called on the command line: worker-paused.</summary>
internal static class FaultNames
{
    private static readonly Dictionary<string, FaultKind> Kinds = Enum.GetValues<FaultKind>().ToDictionary(Of, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => Kinds.Keys;

    public static string Of(FaultKind kind) =>
        string.Concat($"{kind}".Select((letter, i) => char.IsAsciiLetterUpper(letter) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    public static FaultKind? Find(string name) => Kinds.TryGetValue(name, out var kind) ? kind : null;
}
