using System.Text.Json;
using System.Text.Json.Nodes;
using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Operations;

public sealed class PromtoolTests
{
    private const string Kubernetes = "prometheus.kubernetes.yaml";

    [ToolFact(Tool.Promtool)]
    public Task Check_rules_finds_no_fault() => RunAsync("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml");

    [ToolFact(Tool.Promtool)]
    public Task Test_rules_every_case_is_as_it_says() => RunAsync("test", "rules", "rules.test.yaml", "rules.days.test.yaml");

    [ToolFact(Tool.Promtool)]
    public Task Check_config_of_the_sample_finds_no_fault() => RunAsync("check", "config", "prometheus.yaml");

    [ToolFact(Tool.Promtool)]
    public async Task Check_service_discovery_of_the_sample_for_Kubernetes_keeps_the_pods_that_serve()
    {
        using var sample = Discovering(
            Pod("api", "http", "Running"), Pod("worker", "http", "Pending"), Pod("worker", "http", "Succeeded"), Pod("cache", "tcp", "Running"), Pod("migrations", "http", "Running"));

        await Tool.RunAsync(Tool.Promtool, sample.Folder, ["check", "config", Kubernetes]);
        var found = await Tool.RunAsync(Tool.Promtool, sample.Folder, ["check", "service-discovery", "--timeout=1s", Kubernetes, "media-clusters"]);

        JsonNode.Parse(found.Text)!.AsArray()
            .Select(target => target!["labels"]!.AsObject()).Where(labels => labels.Count > 0)
            .Select(labels => $"{labels["job"]} {labels["namespace"]} {labels["pod"]}")
            .ShouldBe(["media-clusters-api production api-0", "media-clusters-worker production worker-0"], ignoreOrder: true);
    }

    [Fact]
    public void Every_alert_has_a_case_that_fires_and_one_that_does_not()
    {
        var cases = KubernetesObject.Parse(OperationsFiles.Read("rules.test.yaml")).Single().Body["tests"]!.AsArray()
            .SelectMany(test => test!["alert_rule_test"]!.AsArray())
            .ToLookup(test => $"{test!["alertname"]}", test => test!["exp_alerts"] is not null, StringComparer.Ordinal);

        cases.Select(alert => alert.Key).ShouldBe(AlertRules.Alerts.Select(alert => alert.Name), ignoreOrder: true);
        cases.ShouldAllBe(alert => alert.Contains(true) && alert.Contains(false));
    }

    [Fact]
    public void Every_alert_says_whom_to_tell_and_what_was_measured()
    {
        AlertRules.Alerts.ShouldAllBe(alert => alert.Severity == "page" || alert.Severity == "ticket");
        foreach (var alert in AlertRules.Alerts)
        {
            alert.Annotations.Keys.ShouldBe(["summary", "description", "runbook_url"], alert.Name);
            alert.Annotations["description"].ShouldContain("{{ $", Case.Sensitive, alert.Name);
        }
    }

    private static Task RunAsync(params string[] arguments) => Tool.RunAsync(Tool.Promtool, OperationsFiles.Folder, arguments);

    // Debian's promtool knows no Kubernetes: the pods are told it as Kubernetes would.
    private static SampleFolder Discovering(params JsonObject[] pods)
    {
        var sample = OperationsFiles.Read(Kubernetes);
        var from = sample.IndexOf("    kubernetes_sd_configs:", StringComparison.Ordinal);
        var to = sample.IndexOf("    relabel_configs:", StringComparison.Ordinal);
        var folder = new SampleFolder();
        File.WriteAllText(Path.Combine(folder.Folder, Kubernetes), $"{sample[..from]}    static_configs: {JsonSerializer.Serialize(pods)}\n{sample[to..]}");
        File.WriteAllText(Path.Combine(folder.Folder, "rules.yaml"), OperationsFiles.Read("rules.yaml"));
        return folder;
    }

    private static JsonObject Pod(string component, string port, string phase) => new()
    {
        ["targets"] = new JsonArray("10.0.0.1:8080"),
        ["labels"] = new JsonObject
        {
            ["__meta_kubernetes_namespace"] = "production",
            ["__meta_kubernetes_pod_name"] = $"{component}-0",
            ["__meta_kubernetes_pod_phase"] = phase,
            ["__meta_kubernetes_pod_container_port_name"] = port,
            ["__meta_kubernetes_pod_label_app_kubernetes_io_name"] = "media-clusters",
            ["__meta_kubernetes_pod_label_app_kubernetes_io_component"] = component,
        },
    };

    private sealed class SampleFolder : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("mc-promtool-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
