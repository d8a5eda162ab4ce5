using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Operations;

public sealed partial class AlertmanagerTests
{
    private const string Sample = "alertmanager.yaml";

    [ToolFact(Tool.Amtool)]
    public Task Check_config_finds_no_fault() => Tool.RunAsync(Tool.Amtool, OperationsFiles.Folder, ["check-config", Sample]);

    [ToolFact(Tool.Amtool)]
    public async Task Routes_pages_go_to_the_pager_tickets_and_what_nobody_rated_to_the_chat()
    {
        foreach (var alert in AlertRules.Alerts)
            (await RouteAsync($"alertname={alert.Name}", $"severity={alert.Severity}")).ShouldBe(alert.Severity == "page" ? "pager" : "chat", alert.Name);

        (await RouteAsync("alertname=SomebodyElses")).ShouldBe("chat");
    }

    [Fact]
    public void Inhibitions_are_between_alerts_that_exist_and_silence_no_cause_with_itself()
    {
        var known = AlertRules.Alerts.Select(alert => alert.Name).ToHashSet(StringComparer.Ordinal);
        var inhibitions = KubernetesObject.Parse(OperationsFiles.Read(Sample)).Single().Body["inhibit_rules"]!.AsArray();

        inhibitions.Count.ShouldBeGreaterThan(0);
        foreach (var inhibition in inhibitions)
        {
            var sources = Names(inhibition!["source_matchers"]!);
            var targets = Names(inhibition["target_matchers"]!);
            sources.Concat(targets).Except(known, StringComparer.Ordinal).ShouldBeEmpty();
            sources.Intersect(targets, StringComparer.Ordinal).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Worker_missing_silences_what_follows_from_it()
    {
        var inhibition = KubernetesObject.Parse(OperationsFiles.Read(Sample)).Single().Body["inhibit_rules"]!.AsArray()
            .Single(rule => Names(rule!["source_matchers"]!).Contains("MediaClustersWorkerMissing"))!;

        Names(inhibition["target_matchers"]!).ShouldContain("MediaClustersQueueAge");
        Names(inhibition["target_matchers"]!).ShouldNotContain("MediaClustersApiMissing");
    }

    private static async Task<string> RouteAsync(params string[] labels)
        => (await Tool.RunAsync(Tool.Amtool, OperationsFiles.Folder, ["config", "routes", "test", $"--config.file={Sample}", .. labels])).Text.Trim();

    // alertname = X, or alertname =~ "Prefix(A|B)".
    private static IReadOnlyList<string> Names(JsonNode matchers) =>
        [.. matchers.AsArray().Select(matcher => Matcher().Match($"{matcher}")).SelectMany(match =>
            match.Groups["end"].Captures.Count == 0 ? [match.Groups["name"].Value] : match.Groups["end"].Captures.Select(end => match.Groups["name"].Value + end.Value))];

    [GeneratedRegex("""^alertname =~? "?(?<name>\w+)(\((?<end>\w+)(\|(?<end>\w+))*\))?"?$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();
}
