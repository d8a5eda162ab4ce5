using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Operations;

/// <summary>deploy/grafana/mediaclusters.json.</summary>
internal static partial class Dashboard
{
    public static JsonNode Json { get; } = JsonNode.Parse(OperationsFiles.Read("mediaclusters.json"))!;

    public static IReadOnlyList<JsonNode> Panels { get; } = [.. Json["panels"]!.AsArray().OfType<JsonNode>()];

    /// <summary>Every query with its panel's title and the labels of its legend, as Grafana sends it with all jobs and instances chosen.</summary>
    public static IReadOnlyList<(string Panel, string Query, IReadOnlyList<string> Legend)> Queries { get; } =
        [.. Panels.Where(panel => panel["targets"] is not null)
            .SelectMany(panel => panel["targets"]!.AsArray().Select(target => ($"{panel["title"]}", Fill($"{target!["expr"]}"), Labels($"{target["legendFormat"]}"))))];

    private static string Fill(string query) => query
        .Replace("$job", ".+", StringComparison.Ordinal)
        .Replace("$instance", ".+", StringComparison.Ordinal)
        .Replace("$__rate_interval", "10s", StringComparison.Ordinal);

    private static IReadOnlyList<string> Labels(string legend) => [.. Hole().Matches(legend).Select(hole => hole.Groups["label"].Value)];

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.None, 1000)]
    private static partial Regex Hole();
}
