using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Operations;

/// <summary>A fenced block of the runbooks, with the section it is in; "" above the first.</summary>
internal sealed record RunbookCommand(string Section, string Language, string Text);

/// <summary>docs/operations/runbooks.md.</summary>
internal static partial class Runbook
{
    private const int MaxMilliseconds = 1000;

    public static string Text { get; } = OperationsFiles.Read("runbooks.md");

    public static IReadOnlyList<string> Sections { get; } = [.. Heading().Matches(Text).Select(heading => heading.Groups["title"].Value)];

    public static IReadOnlyList<RunbookCommand> Commands { get; } =
        [.. Fence().Matches(Text).Select(fence => new RunbookCommand(
            Heading().Matches(Text[..fence.Index]).LastOrDefault()?.Groups["title"].Value ?? "", fence.Groups["language"].Value, fence.Groups["text"].Value))];

    /// <summary>The anchor that Markdown viewers give a heading.</summary>
    public static string Anchor(string heading) => heading.ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex("^## (?<title>.+)$", RegexOptions.Multiline, MaxMilliseconds)]
    private static partial Regex Heading();

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, MaxMilliseconds)]
    private static partial Regex Fence();
}
