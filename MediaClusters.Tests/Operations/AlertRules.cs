using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Operations;

internal sealed record AlertRule(string Name, string Expression, string Severity, IReadOnlyDictionary<string, string> Annotations)
{
    public string Anchor => Annotations["runbook_url"].Split('#')[1];
}

/// <summary>deploy/prometheus/rules.yaml.</summary>
internal static partial class AlertRules
{
    private const int MaxMilliseconds = 1000;

    private static readonly IReadOnlyList<JsonNode> Rules =
        [.. KubernetesObject.Parse(OperationsFiles.Read("rules.yaml")).Single().Body["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).OfType<JsonNode>()];

    public static IReadOnlyList<AlertRule> Alerts { get; } =
        [.. Rules.Where(rule => rule["alert"] is not null).Select(rule => new AlertRule(
            $"{rule["alert"]}",
            $"{rule["expr"]}",
            $"{rule["labels"]!["severity"]}",
            rule["annotations"]!.AsObject().ToDictionary(annotation => annotation.Key, annotation => $"{annotation.Value}", StringComparer.Ordinal)))];

    public static IReadOnlyDictionary<string, string> Recordings { get; } =
        Rules.Where(rule => rule["record"] is not null).ToDictionary(rule => $"{rule["record"]}", rule => $"{rule["expr"]}", StringComparer.Ordinal);

    /// <summary>The same rules for a test that cannot wait: every window is ten seconds, and what holds for a second fires.</summary>
    public static string InSeconds()
    {
        var rules = Window().Replace(OperationsFiles.Read("rules.yaml"), "[10s]");
        return Hold().Replace(rules, "for: 1s");
    }

    [GeneratedRegex(@"\[\d+[smhd]\]", RegexOptions.None, MaxMilliseconds)]
    private static partial Regex Window();

    [GeneratedRegex(@"for: \d+[smhd]$", RegexOptions.Multiline, MaxMilliseconds)]
    private static partial Regex Hold();
}
