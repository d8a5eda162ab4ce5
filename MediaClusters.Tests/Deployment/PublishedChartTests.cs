using System.Text.Json.Nodes;
using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Deployment;

[Collection(PublishedCollection.Name)]
public sealed class PublishedChartTests(Published published)
{
    /// <summary>A worker has stopped this long after the signal, jobs that take longer handed back.</summary>
    private const int LongestDrainSeconds = 22;

    private static readonly string Example = ReadExample();

    [ToolFact(Tool.Helm)]
    public Task Lint_finds_no_fault() => new HelmChart(published.Chart).LintAsync(Example);

    [ToolFact(Tool.Helm, Tool.Kubernetes)]
    public async Task Template_every_object_is_what_the_api_of_kubernetes_takes()
    {
        foreach (var values in (string[])["", Example])
        {
            var objects = await new HelmChart(published.Chart).TemplateAsync(values);

            objects.SelectMany(o => KubernetesSchema.Validate(o).Select(e => $"{o}: {e}")).ShouldBeEmpty();
            objects.Select(o => o.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(
                ["ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Job", "PodDisruptionBudget", "Secret", "Service", "StatefulSet"]);
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_migrations_run_before_everything_else_with_what_they_read()
    {
        var hooks = (await RenderAsync()).Where(o => Annotation(o, "helm.sh/hook") is not null).ToList();

        hooks.Select(o => o.Name).ShouldBe(["migrations-config", "migrations-secrets", "migrations-job"], ignoreOrder: true);
        hooks.ShouldAllBe(o => Annotation(o, "helm.sh/hook") == "pre-install,pre-upgrade");
        hooks.ShouldAllBe(o => Annotation(o, "helm.sh/hook-delete-policy") == (o.Kind == "Job" ? "before-hook-creation" : "before-hook-creation,hook-succeeded"));
        hooks.Where(o => o.Kind != "Job").ShouldAllBe(o => int.Parse(Annotation(o, "helm.sh/hook-weight")!) < int.Parse(Annotation(hooks.Single(h => h.Kind == "Job"), "helm.sh/hook-weight")!));
        Pods(hooks).ShouldHaveSingleItem()["restartPolicy"]!.GetValue<string>().ShouldBe("Never");
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_every_container_is_confined_and_has_its_limits()
    {
        var pods = Pods(await RenderAsync());
        pods.Count.ShouldBe(4);

        foreach (var pod in pods)
        {
            pod["automountServiceAccountToken"]!.GetValue<bool>().ShouldBeFalse();
            pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>().ShouldBeTrue();
            pod["securityContext"]!["runAsUser"]!.GetValue<long>().ShouldBeGreaterThan(0);
            pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>().ShouldBe("RuntimeDefault");

            var container = pod["containers"]!.AsArray().ShouldHaveSingleItem()!;
            container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>().ShouldBeTrue();
            container["securityContext"]!["allowPrivilegeEscalation"]!.GetValue<bool>().ShouldBeFalse();
            container["securityContext"]!["capabilities"]!["drop"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("ALL");
            foreach (var amount in (string[])["cpu", "memory"])
            {
                container["resources"]!["requests"]![amount].ShouldNotBeNull();
                container["resources"]!["limits"]![amount].ShouldNotBeNull();
            }
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_api_and_worker_read_the_rollouts_settings_from_a_config_map_that_may_be_missing()
    {
        foreach (var pod in Pods((await RenderAsync()).Where(o => o.Name is "api-deployment" or "worker-deployment")))
        {
            var volume = pod["volumes"]!.AsArray().Single(v => v!["configMap"] is not null)!;
            volume["configMap"]!.ToJsonString().ShouldBe("""{"name":"media-clusters-rollout","optional":true}""");
            var mount = pod["containers"]![0]!["volumeMounts"]!.AsArray().Single(m => m!["name"]!.GetValue<string>() == volume["name"]!.GetValue<string>())!;
            mount["mountPath"]!.GetValue<string>().ShouldBe("/etc/media-clusters");
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_services_are_probed_on_the_port_they_listen_on()
    {
        var objects = await RenderAsync("parameters: { api: { port_http: 9090 }, worker: { port_http: 9091 } }");

        foreach (var (service, port) in ((string, int)[])[("api", 9090), ("worker", 9091)])
        {
            var container = Pods(objects.Where(o => o.Name == $"{service}-deployment")).ShouldHaveSingleItem()["containers"]![0]!;
            Probe(container, "startupProbe").ShouldBe($"HTTP /health {port}");
            Probe(container, "readinessProbe").ShouldBe($"HTTP /alive {port}");
            Probe(container, "livenessProbe").ShouldBe($"HTTP /alive {port}");
            objects.Single(o => o.Name == $"{service}-config").Body["data"]!["HTTP_PORTS"]!.GetValue<string>().ShouldBe($"{port}");
            objects.Single(o => o.Name == $"{service}-service").Body["spec"]!["ports"]!.AsArray().ShouldHaveSingleItem()!["targetPort"]!.GetValue<long>().ShouldBe(port);
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_autoscaler_takes_its_numbers_from_values_and_is_alone_in_setting_replicas()
    {
        var objects = await RenderAsync("parameters: { worker: { replicas: 3, max_replicas: 20, cpu_percent: 55 } }");

        var scaler = objects.Single(o => o.Kind == "HorizontalPodAutoscaler" && o.Name == "worker-autoscaler").Body["spec"]!;
        scaler["minReplicas"]!.GetValue<long>().ShouldBe(3);
        scaler["maxReplicas"]!.GetValue<long>().ShouldBe(20);
        scaler["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]!.GetValue<long>().ShouldBe(55);
        var deployment = objects.Single(o => o.Name == "worker-deployment");
        scaler["scaleTargetRef"]!["name"]!.GetValue<string>().ShouldBe(deployment.Name);
        deployment.Body["spec"]!["replicas"].ShouldBeNull();
        deployment.Body["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]!.GetValue<long>().ShouldBe(0);
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_selectors_meet_the_pods_they_are_for()
    {
        var objects = await RenderAsync();

        foreach (var name in (string[])["api", "worker"])
        {
            var labels = objects.Single(o => o.Name == $"{name}-deployment").Body["spec"]!["template"]!["metadata"]!["labels"]!.ToJsonString();
            objects.Single(o => o.Name == $"{name}-budget").Body["spec"]!["selector"]!["matchLabels"]!.ToJsonString().ShouldBe(labels);
            objects.Single(o => o.Name == $"{name}-service").Body["spec"]!["selector"]!.ToJsonString().ShouldBe(labels);
            labels.ShouldContain($"\"{name}\"");
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_stops_are_given_the_time_they_take()
    {
        var pods = await RenderAsync();

        Pods(pods.Where(o => o.Name == "worker-deployment")).Single()["terminationGracePeriodSeconds"]!.GetValue<long>().ShouldBeGreaterThan(LongestDrainSeconds);
        var stop = Pods(pods.Where(o => o.Name == "api-deployment")).Single()["containers"]![0]!["lifecycle"]!["preStop"]!.AsObject();
        stop.ShouldHaveSingleItem().Key.ShouldBe("sleep");
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_changed_setting_or_secret_replaces_the_pods_that_read_it()
    {
        var before = await RenderAsync("secrets: { api: { internal_token: one } }");
        var after = await RenderAsync("secrets: { api: { internal_token: two } }");

        Checksums(after, "api").ShouldNotBe(Checksums(before, "api"), StringComparer.Ordinal);
        Checksums(after, "worker").ShouldBe(Checksums(before, "worker"));

        (await RenderAsync("secrets: { cache: { cache_password: one } }")).Single(o => o.Kind == "StatefulSet").Body.ToJsonString()
            .ShouldNotBe((await RenderAsync("secrets: { cache: { cache_password: two } }")).Single(o => o.Kind == "StatefulSet").Body.ToJsonString(), StringComparer.Ordinal);
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_files_of_the_operators_are_mounted_where_there_are_any()
    {
        const string File = "/etc/media-clusters/secrets/tokens.json";
        var objects = await RenderAsync($"config: {{ api: {{ tokens_file: {File} }} }}");

        objects.Single(o => o.Name == "api-config").Body["data"]!["Authentication__TokensFile"]!.GetValue<string>().ShouldBe(File);
        foreach (var (name, pod) in ((string, string)[])[("api", "api-deployment"), ("worker", "worker-deployment"), ("migrations", "migrations-job")])
        {
            var spec = Pods(objects.Where(o => o.Name == pod)).ShouldHaveSingleItem();
            var secret = spec["volumes"]!.AsArray().Select(volume => volume!["secret"]).OfType<JsonNode>().ShouldHaveSingleItem();
            secret["secretName"]!.GetValue<string>().ShouldBe($"{name}-files");
            secret["optional"]!.GetValue<bool>().ShouldBeTrue();
            spec["containers"]![0]!["volumeMounts"]!.AsArray().ShouldContain(mount => mount!["mountPath"]!.GetValue<string>() == Path.GetDirectoryName(File));
        }
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_example_sets_every_secret_and_the_database_is_spoken_to_over_tls()
    {
        var objects = await RenderAsync();

        foreach (var secret in objects.Where(o => o.Kind == "Secret"))
            secret.Body["stringData"]!.AsObject().ShouldAllBe(s => s.Value!.GetValue<string>().Length > 0);

        foreach (var config in objects.Where(o => o.Kind == "ConfigMap"))
        {
            config.Body["data"]!["Database__RequireTls"]!.GetValue<string>().ShouldBe("true");

            // Migrations take the time they take.
            if (config.Name == "migrations-config")
                continue;

            config.Body["data"]!["Database__MaxPoolSize"]!.GetValue<string>().ShouldBe("20");
            config.Body["data"]!["Database__StatementTimeout"]!.GetValue<string>().ShouldBe("00:00:15");
        }
    }

    private static string ReadExample()
    {
        using var reader = new StreamReader(typeof(PublishedChartTests).Assembly.GetManifestResourceStream("values.example.yaml")!);
        return reader.ReadToEnd();
    }

    private Task<IReadOnlyList<KubernetesObject>> RenderAsync(string? values = null) => new HelmChart(published.Chart).TemplateAsync(values ?? Example);

    private static string? Annotation(KubernetesObject target, string name) => target.Body["metadata"]!["annotations"]?[name]?.GetValue<string>();

    private static List<JsonNode> Pods(IEnumerable<KubernetesObject> objects) =>
        [.. objects.Where(o => o.Kind is "Deployment" or "StatefulSet" or "Job").Select(o => o.Body["spec"]!["template"]!["spec"]!)];

    private static string Probe(JsonNode container, string name)
    {
        var request = container[name]!["httpGet"]!;
        return $"{request["scheme"]} {request["path"]} {request["port"]}";
    }

    private static string Checksums(IEnumerable<KubernetesObject> objects, string service) =>
        objects.Single(o => o.Name == $"{service}-deployment").Body["spec"]!["template"]!["metadata"]!["annotations"]!.ToJsonString();
}
