using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Charts;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace AspireLocal.Tests.Publishing;

public sealed class KubernetesChartTests
{
    [Fact]
    public async Task Publish_project_writes_chart_values_and_templates()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddProject<Projects.Sample_OneShot>("one-shot").WithReplicas(2).WithEnvironment("EXIT_CODE", "0"));

        chart.Paths.ShouldBe(
        [
            "Chart.yaml",
            "templates/env-dashboard/deployment.yaml",
            "templates/env-dashboard/service.yaml",
            "templates/one-shot/config.yaml",
            "templates/one-shot/deployment.yaml",
            "values.yaml",
        ]);
        chart["Chart.yaml"].ShouldBe(
            """
            apiVersion: "v2"
            name: "pets"
            version: "0.1.0"
            kubeVersion: ">= 1.18.0-0"
            description: "Aspire Helm Chart"
            type: "application"
            keywords:
              - "aspire"
              - "kubernetes"
            appVersion: "0.1.0"
            deprecated: false

            """);
        chart["values.yaml"].ShouldBe(
            """
            parameters:
              one_shot:
                one_shot_image: "one-shot:latest"
            secrets: {}
            config:
              one_shot:
                OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY: "in_memory"
                EXIT_CODE: "0"
                OTEL_EXPORTER_OTLP_ENDPOINT: "http://env-dashboard-service:18889"
                OTEL_EXPORTER_OTLP_PROTOCOL: "grpc"
                OTEL_SERVICE_NAME: "one-shot"

            """);
        chart["templates/one-shot/config.yaml"].ShouldBe(
            """
            ---
            apiVersion: "v1"
            kind: "ConfigMap"
            metadata:
              name: "one-shot-config"
              labels:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "one-shot"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            data:
              OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY: "{{ .Values.config.one_shot.OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY }}"
              EXIT_CODE: "{{ .Values.config.one_shot.EXIT_CODE }}"
              OTEL_EXPORTER_OTLP_ENDPOINT: "{{ .Values.config.one_shot.OTEL_EXPORTER_OTLP_ENDPOINT }}"
              OTEL_EXPORTER_OTLP_PROTOCOL: "{{ .Values.config.one_shot.OTEL_EXPORTER_OTLP_PROTOCOL }}"
              OTEL_SERVICE_NAME: "{{ .Values.config.one_shot.OTEL_SERVICE_NAME }}"

            """);
        chart["templates/one-shot/deployment.yaml"].ShouldBe(
            """
            ---
            apiVersion: "apps/v1"
            kind: "Deployment"
            metadata:
              name: "one-shot-deployment"
              labels:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "one-shot"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            spec:
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: "{{ .Chart.Name }}"
                    app.kubernetes.io/component: "one-shot"
                    app.kubernetes.io/instance: "{{ .Release.Name }}"
                spec:
                  containers:
                    - image: "{{ .Values.parameters.one_shot.one_shot_image }}"
                      name: "one-shot"
                      envFrom:
                        - configMapRef:
                            name: "one-shot-config"
                      imagePullPolicy: "IfNotPresent"
              selector:
                matchLabels:
                  app.kubernetes.io/name: "{{ .Chart.Name }}"
                  app.kubernetes.io/component: "one-shot"
                  app.kubernetes.io/instance: "{{ .Release.Name }}"
              replicas: 2
              revisionHistoryLimit: 3
              strategy:
                rollingUpdate:
                  maxSurge: 1
                  maxUnavailable: 1
                type: "RollingUpdate"

            """);
    }

    [Fact]
    public async Task Publish_redis_writes_a_stateful_set_with_its_password_as_a_secret()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddRedis("cache"), e => e.WithDashboard(false));

        chart["templates/cache/statefulset.yaml"].ShouldBe(
            """
            ---
            apiVersion: "apps/v1"
            kind: "StatefulSet"
            metadata:
              name: "cache-statefulset"
              labels:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "cache"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            spec:
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: "{{ .Chart.Name }}"
                    app.kubernetes.io/component: "cache"
                    app.kubernetes.io/instance: "{{ .Release.Name }}"
                spec:
                  containers:
                    - command:
                        - "/bin/sh"
                      image: "docker.io/library/redis:8.6"
                      name: "cache"
                      envFrom:
                        - secretRef:
                            name: "cache-secrets"
                      args:
                        - "-c"
                        - "redis-server --requirepass $REDIS_PASSWORD"
                      ports:
                        - name: "tcp"
                          protocol: "TCP"
                          containerPort: 6379
                      imagePullPolicy: "IfNotPresent"
              selector:
                matchLabels:
                  app.kubernetes.io/name: "{{ .Chart.Name }}"
                  app.kubernetes.io/component: "cache"
                  app.kubernetes.io/instance: "{{ .Release.Name }}"
              replicas: 1

            """);
        chart["templates/cache/secrets.yaml"].ShouldBe(
            """
            ---
            apiVersion: "v1"
            kind: "Secret"
            metadata:
              name: "cache-secrets"
              labels:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "cache"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            stringData:
              REDIS_PASSWORD: "{{ .Values.secrets.cache.cache_password }}"
            type: "Opaque"

            """);
        chart["templates/cache/service.yaml"].ShouldBe(
            """
            ---
            apiVersion: "v1"
            kind: "Service"
            metadata:
              name: "cache-service"
              labels:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "cache"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            spec:
              type: "ClusterIP"
              selector:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "cache"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
              ports:
                - name: "tcp"
                  protocol: "TCP"
                  port: 6379
                  targetPort: 6379

            """);
        chart["values.yaml"].ShouldBe(
            """
            parameters: {}
            secrets:
              cache:
                cache_password: ""
            config: {}

            """);
    }

    [Fact]
    public async Task Publish_with_the_dashboard_deploys_it_and_has_projects_report_to_it()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddProject<Projects.Sample_OneShot>("one-shot"));

        chart["templates/env-dashboard/deployment.yaml"].ShouldContain("- image: \"mcr.microsoft.com/dotnet/nightly/aspire-dashboard:13.5\"");
        chart["templates/env-dashboard/service.yaml"].ShouldEndWith(
            """
              ports:
                - name: "http"
                  protocol: "TCP"
                  port: 18888
                  targetPort: 18888
                - name: "otlp-grpc"
                  protocol: "TCP"
                  port: 18889
                  targetPort: 18889
                - name: "otlp-http"
                  protocol: "TCP"
                  port: 18890
                  targetPort: 18890

            """);
        chart["values.yaml"].ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT: \"http://env-dashboard-service:18889\"");
    }

    [Fact]
    public async Task Publish_without_the_dashboard_leaves_it_out_and_what_would_report_to_it()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddProject<Projects.Sample_OneShot>("one-shot"), e => e.WithDashboard(false));

        chart.Paths.ShouldNotContain(p => p.Contains("dashboard", StringComparison.Ordinal));
        chart["values.yaml"].ShouldNotContain("OTEL_EXPORTER");
        chart["values.yaml"].ShouldNotContain("OTEL_SERVICE_NAME");
    }

    [Fact]
    public async Task Publish_name_with_capitals_and_hyphens_is_lower_in_the_cluster_and_underscored_in_values()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("Photo-ReSizer").WithHttpEndpoint(targetPort: 80).WithEnvironment("SIZE", "10"), e => e.WithDashboard(false));

        chart.Paths.ShouldBe(["Chart.yaml", "templates/Photo-ReSizer/config.yaml", "templates/Photo-ReSizer/deployment.yaml", "templates/Photo-ReSizer/service.yaml", "values.yaml"]);
        chart["templates/Photo-ReSizer/deployment.yaml"].ShouldContain("  name: \"photo-resizer-deployment\"", Case.Sensitive);
        chart["templates/Photo-ReSizer/deployment.yaml"].ShouldContain("          name: \"Photo-ReSizer\"", Case.Sensitive);
        chart["templates/Photo-ReSizer/config.yaml"].ShouldContain("SIZE: \"{{ .Values.config.Photo_ReSizer.SIZE }}\"", Case.Sensitive);
        chart["values.yaml"].ShouldContain("  Photo_ReSizer:\n    SIZE: \"10\"", Case.Sensitive);
    }

    [Theory]
    [InlineData("image", null, null, null, "image")]
    [InlineData("image", "1.2", null, null, "image:1.2")]
    [InlineData("image", "1.2", "registry.test", null, "registry.test/image:1.2")]
    [InlineData("image", "1.2", null, "abc", "image@sha256:abc")]
    public async Task Publish_image_is_written_in_full(string image, string? tag, string? registry, string? digest, string expected)
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddResource(new ContainerResource("resizer"))
            .WithAnnotation(new ContainerImageAnnotation { Image = image, Tag = tag, Registry = registry, SHA256 = digest }));

        chart["templates/resizer/deployment.yaml"].ShouldContain($"- image: \"{expected}\"\n");
    }

    [Fact]
    public async Task Publish_twice_writes_the_same_bytes()
    {
        static void Add(IDistributedApplicationBuilder builder)
        {
            var cache = builder.AddRedis("cache");
            builder.AddProject<Projects.Sample_Web>("web").WithReference(cache).WithEnvironment("KEY", builder.AddParameter("key", secret: true));
        }

        using var first = await KubernetesPublish.OfAsync(Add);
        using var second = await KubernetesPublish.OfAsync(Add);

        second.Paths.ShouldBe(first.Paths);
        second.Paths.ShouldAllBe(p => second[p] == first[p]);
    }

    [Fact]
    public async Task Publish_to_a_place_that_cannot_be_written_is_one_line()
    {
        var refusal = await Should.ThrowAsync<DistributedApplicationException>(() => KubernetesPublish.RunAsync("/dev/null/chart", b => b.AddImage("resizer")));

        refusal.Message.ShouldStartWith("/dev/null/chart cannot be written: ");
    }

    [Fact]
    public async Task Publish_again_names_the_templates_that_are_not_from_the_graph()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("resizer"), e => e.WithDashboard(false));
        using var app = DistributedApplication.CreateBuilder(["--operation", "publish"]).Build();
        var lines = new List<string>();
        var context = new ManifestContext(new(new ResourceCollection()), app.Services.GetRequiredService<DistributedApplicationExecutionContext>(), chart.Folder, lines.Add);

        await new Chart(new KubernetesEnvironmentResource("env") { DashboardEnabled = false }, context).BuildAsync(CancellationToken.None);

        lines.ShouldHaveSingleItem().ShouldStartWith("templates/resizer/deployment.yaml is not from this graph");
    }

    [Fact]
    public async Task Publish_name_that_is_too_long_for_a_cluster_is_refused()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage(new string('a', 63)), e => e.WithDashboard(false));

        (await KubernetesPublish.RefusalAsync(b => b.AddImage(new string('a', 64)))).ShouldContain("is longer than the 63 characters");
        (await KubernetesPublish.RefusalAsync(b => b.AddImage(new string('a', 56)).WithHttpEndpoint(targetPort: 80))).ShouldContain("a-service' is longer than the 63 characters");
    }

    [Fact]
    public async Task Publish_container_without_an_image_is_refused() =>
        (await KubernetesPublish.RefusalAsync(b => b.AddResource(new ContainerResource("resizer")))).ShouldStartWith("resizer cannot be published");
}
