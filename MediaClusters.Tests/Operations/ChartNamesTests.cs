using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MediaClusters.Tests.Deployment;
using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Operations;

/// <summary>Objects of the published chart, as monitors and runbooks name them.</summary>
[Collection(PublishedCollection.Name)]
public sealed partial class ChartNamesTests(Published published)
{
    [ToolFact(Tool.Helm)]
    public async Task Monitors_select_the_pods_of_the_chart_by_their_labels_and_port()
    {
        var pods = (await ObjectsAsync()).Where(o => o.Kind is "Deployment" or "StatefulSet").Select(o => o.Body["spec"]!["template"]!).ToList();
        var monitors = KubernetesObject.Parse(OperationsFiles.Read("podmonitors.yaml"));

        monitors.Select(monitor => monitor.Name).ShouldBe(["media-clusters-api", "media-clusters-worker"]);
        foreach (var monitor in monitors)
        {
            var labels = monitor.Body["spec"]!["selector"]!["matchLabels"]!.AsObject();
            var pod = pods.Where(pod => labels.All(label => $"{pod["metadata"]!["labels"]![label.Key]}" == $"{label.Value}")).ShouldHaveSingleItem();
            var endpoint = monitor.Body["spec"]!["podMetricsEndpoints"]!.AsArray().ShouldHaveSingleItem()!;

            Ports(pod).ShouldContain($"{endpoint["port"]}");
            monitor.Name.ShouldEndWith($"-{labels["app.kubernetes.io/component"]}");
            $"{endpoint["relabelings"]![0]!["replacement"]}".ShouldBe(monitor.Name);
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Migrations_job_has_the_name_its_alert_asks_for()
    {
        var job = (await ObjectsAsync()).Single(o => o.Kind == "Job");

        AlertRules.Alerts.Single(alert => alert.Name == "MediaClustersMigrationFailed").Expression.ShouldContain($"job_name=\"{job.Name}\"");
    }

    [ToolFact(Tool.Helm)]
    public async Task Runbooks_name_objects_that_the_chart_has()
    {
        var objects = (await ObjectsAsync()).Select(o => $"{o.Kind.ToLowerInvariant()}/{o.Name}").ToHashSet(StringComparer.Ordinal);
        var components = (await ObjectsAsync()).Select(o => $"{o.Body["metadata"]!["labels"]?["app.kubernetes.io/component"]}").ToHashSet(StringComparer.Ordinal);

        var named = Named().Matches(Runbook.Text).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();
        named.Count.ShouldBeGreaterThan(2);
        named.Except(objects, StringComparer.Ordinal).ShouldBeEmpty();

        var selected = Selected().Matches(Runbook.Text).Select(match => match.Groups["component"].Value).Distinct(StringComparer.Ordinal).ToList();
        selected.ShouldBe(["api", "worker", "cache"], ignoreOrder: true);
        selected.Except(components, StringComparer.Ordinal).ShouldBeEmpty();

        foreach (var pod in PodOfSet().Matches(Runbook.Text).Select(match => match.Groups["set"].Value))
            objects.ShouldContain($"statefulset/{pod}");
    }

    private Task<IReadOnlyList<KubernetesObject>> ObjectsAsync() => new HelmChart(published.Chart).TemplateAsync();

    private static IEnumerable<string> Ports(JsonNode pod) =>
        pod["spec"]!["containers"]!.AsArray().SelectMany(container => container!["ports"]?.AsArray().Select(port => $"{port!["name"]}") ?? []);

    [GeneratedRegex("(deployment|service|job)/[a-z-]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("-l app.kubernetes.io/component=(?<component>[a-z]+)", RegexOptions.None, 1000)]
    private static partial Regex Selected();

    [GeneratedRegex("(?<set>[a-z]+-statefulset)-0", RegexOptions.None, 1000)]
    private static partial Regex PodOfSet();
}
