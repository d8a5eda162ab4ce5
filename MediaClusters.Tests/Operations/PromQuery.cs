using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Operations;

/// <summary>A metric that a query names, with the labels it is asked for.</summary>
internal sealed record Selector(string Metric, IReadOnlyList<string> Labels);

/// <summary>As much of PromQL as it takes to find the metrics in a query that Prometheus has parsed before.</summary>
internal static partial class PromQuery
{
    private const int MaxMilliseconds = 1000;

    private static readonly HashSet<string> Words = new(["and", "or", "unless", "bool", "offset", "inf", "nan"], StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<Selector> Selectors(string query)
    {
        var bare = Text().Replace(query, "''");
        bare = Range().Replace(bare, "");
        bare = Grouping().Replace(bare, "");
        return [.. Metric().Matches(bare)
            .Where(match => !Words.Contains(match.Groups["name"].Value))
            .Select(match => new Selector(match.Groups["name"].Value, [.. match.Groups["label"].Captures.Select(label => label.Value)]))];
    }

    /// <summary>The labels that a query's results are told apart by.</summary>
    public static IReadOnlyList<string> GroupingLabels(string query) =>
        [.. Grouping().Matches(Text().Replace(query, "''")).SelectMany(match => match.Groups["label"].Captures.Select(label => label.Value))];

    [GeneratedRegex("""
        "([^"\\]|\\.)*"|'([^'\\]|\\.)*'
        """, RegexOptions.ExplicitCapture, MaxMilliseconds)]
    private static partial Regex Text();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, MaxMilliseconds)]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\(\s*((?<label>\w+)\s*,?\s*)*\)", RegexOptions.ExplicitCapture, MaxMilliseconds)]
    private static partial Regex Grouping();

    // Atomic: what a parenthesis follows is a function, and no part of its name a metric.
    [GeneratedRegex(@"(?<![\w:])(?>(?<name>[a-zA-Z_:][\w:]*))(?!\s*\()(\s*\{(\s*(?<label>\w+)\s*(=~|!~|!=|=)\s*''\s*,?)*\s*\})?", RegexOptions.ExplicitCapture, MaxMilliseconds)]
    private static partial Regex Metric();
}
