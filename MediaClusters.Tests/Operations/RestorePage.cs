using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Operations;

/// <summary>The commands of docs/operations/restore.md: what an operator pastes is what the tests run.</summary>
internal static partial class RestorePage
{
    private static readonly Dictionary<string, string> Blocks = Block().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Operations", "restore.md")))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["commands"].Value, StringComparer.Ordinal);

    public static string Backup => Blocks["backup"];

    public static string Known => Blocks["known"];

    public static string Keep => Blocks["keep"];

    public static string RestoreLatest => Blocks["restore-latest"];

    public static string RestoreTarget => Blocks["restore-target"];

    public static string Start => Blocks["start"];

    public static string AfterRestore => Blocks["after-restore"];

    public static string Replay => Blocks["replay"];

    public static string Dump => Blocks["dump"];

    public static string Load => Blocks["load"];

    [GeneratedRegex("^```sh name=(?<name>[a-z-]+)\n(?<commands>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
