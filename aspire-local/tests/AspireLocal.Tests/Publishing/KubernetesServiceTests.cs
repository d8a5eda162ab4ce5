using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using Aspire.Hosting.Testing;

namespace AspireLocal.Tests.Publishing;

public sealed class KubernetesServiceTests
{
    [Fact]
    public async Task Customizations_apply_in_their_order_after_the_environments_properties()
    {
        using var chart = await KubernetesPublish.OfAsync(
            b => b.AddImage("web").WithHttpEndpoint(targetPort: 80).WithEnvironment("MODE", "a")
                .PublishAsKubernetesService(s => ((Deployment)s.Workload!).Spec.RevisionHistoryLimit = 5)
                .PublishAsKubernetesService(s => ((Deployment)s.Workload!).Spec.RevisionHistoryLimit += 2)
                .PublishAsKubernetesService(s => s.ConfigMap!.Data["ADDED"] = "true"),
            e => e.WithProperties(p =>
            {
                p.DefaultImagePullPolicy = "Always";
                p.DefaultServiceType = "LoadBalancer";
                p.DefaultStorageType.ShouldBe("emptyDir");
            }));

        chart["templates/web/deployment.yaml"].ShouldContain("  revisionHistoryLimit: 7\n");
        chart["templates/web/deployment.yaml"].ShouldContain("imagePullPolicy: \"Always\"\n");
        chart["templates/web/config.yaml"].ShouldEndWith("  ADDED: \"true\"\n");
        chart["templates/web/service.yaml"].ShouldContain("  type: \"LoadBalancer\"\n");
        chart["templates/env-dashboard/service.yaml"].ShouldContain("  type: \"LoadBalancer\"\n");
    }

    [Fact]
    public async Task Custom_workload_and_additional_resource_are_templates_of_their_own()
    {
        using var chart = await KubernetesPublish.OfAsync(
            b => b.AddImage("migrate").PublishAsKubernetesService(s =>
            {
                s.Workload = new Job
                {
                    Metadata = { Name = "migrate-job", Annotations = { ["helm.sh/hook"] = "pre-install" } },
                    Spec = { BackoffLimit = 2, Template = s.Workload!.PodTemplate },
                };
                s.AdditionalResources.Add(new Budget { Metadata = { Name = "migrate-limit" } });
                s.AdditionalResources.Add(new Budget { Metadata = { Name = "other", Namespace = "elsewhere" } });
                s.AdditionalResources.Add(new Budget());
            }),
            e => e.WithDashboard(false));

        chart.Paths.ShouldBe(["Chart.yaml", "templates/migrate/budget.yaml", "templates/migrate/job.yaml", "templates/migrate/limit.yaml", "templates/migrate/other.yaml", "values.yaml"], "the resource's name in front is dropped, and a kind stands in for a missing one");
        chart["templates/migrate/job.yaml"].ShouldBe(
            """
            ---
            apiVersion: "batch/v1"
            kind: "Job"
            metadata:
              name: "migrate-job"
              annotations:
                helm.sh/hook: "pre-install"
            spec:
              backoffLimit: 2
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: "{{ .Chart.Name }}"
                    app.kubernetes.io/component: "migrate"
                    app.kubernetes.io/instance: "{{ .Release.Name }}"
                spec:
                  containers:
                    - image: "registry.test/tool:1.2"
                      name: "migrate"
                      imagePullPolicy: "IfNotPresent"

            """);
    }

    [Fact]
    public async Task Additional_resource_gets_the_labels_it_lacks()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("web").PublishAsKubernetesService(s =>
            s.AdditionalResources.Add(new Budget { Metadata = { Name = "web-budget", Labels = { ["app.kubernetes.io/component"] = "own" } }, Spec = { MinAvailable = "50%", MaxUnavailable = 1 } })));

        chart["templates/web/budget.yaml"].ShouldBe(
            """
            ---
            apiVersion: "policy/v1"
            kind: "PodDisruptionBudget"
            metadata:
              name: "web-budget"
              labels:
                app.kubernetes.io/component: "own"
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            spec:
              maxUnavailable: 1
              minAvailable: "50%"

            """);
    }

    [Fact]
    public async Task Two_objects_for_one_file_are_refused()
    {
        var refusal = await KubernetesPublish.RefusalAsync(b => b.AddImage("web").PublishAsKubernetesService(s => s.AdditionalResources.AddRange(
            [new Budget { Metadata = { Name = "web" } }, new Budget { Metadata = { Name = "web" } }])));

        refusal.ShouldBe("web cannot be published: two of its objects would be templates/web/web.yaml; give them different names.");
    }

    [Fact]
    public async Task Object_that_is_removed_is_left_out()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("web").WithHttpEndpoint(targetPort: 80).PublishAsKubernetesService(s => s.Service = null), e => e.WithDashboard(false));

        chart.Paths.ShouldBe(["Chart.yaml", "templates/web/deployment.yaml", "values.yaml"]);
    }

    [Fact]
    public async Task Customization_knows_its_resource_and_environment()
    {
        KubernetesResource? seen = null;
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("web").PublishAsKubernetesService(s => seen = s));

        seen.ShouldNotBeNull().Name.ShouldBe("web");
        seen.Parent.Name.ShouldBe("env");
        seen.Secret.ShouldBeNull();
        seen.ConfigMap.ShouldBeNull();
    }

    [Fact]
    public async Task Publish_as_service_without_an_environment_is_refused()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--operation", "publish");
        builder.AddImage("web").PublishAsKubernetesService(_ => { });
        await using var app = builder.Build();

        (await Should.ThrowAsync<DistributedApplicationException>(() => app.StartAsync())).Message
            .ShouldStartWith("Resource 'web' is configured to publish as a Kubernetes service, but there are no 'KubernetesEnvironmentResource' resources");
    }

    [Fact]
    public void Run_mode_knows_neither_the_environment_nor_customizations()
    {
        var builder = DistributedApplicationTestingBuilder.Create();

        var environment = builder.AddKubernetesEnvironment("env").WithHelm().WithDashboard();
        var web = builder.AddImage("web").PublishAsKubernetesService(_ => throw new InvalidOperationException("never called"));

        environment.Resource.Name.ShouldBe("env");
        environment.Resource.DashboardEnabled.ShouldBeTrue();
        builder.Resources.ShouldBe([web.Resource]);
        web.Resource.HasAnnotationOfType<KubernetesServiceCustomizationAnnotation>().ShouldBeFalse();
    }

    private sealed class Job() : Workload("batch/v1", "Job")
    {
        public JobSpec Spec { get; set; } = new();

        public override PodTemplateSpecV1 PodTemplate => Spec.Template;
    }

    private sealed class JobSpec
    {
        public int BackoffLimit { get; set; }

        public PodTemplateSpecV1 Template { get; set; } = new();
    }

    private sealed class Budget() : BaseKubernetesResource("policy/v1", "PodDisruptionBudget")
    {
        public BudgetSpec Spec { get; set; } = new();
    }

    private sealed class BudgetSpec
    {
        public Int32OrStringV1? MaxUnavailable { get; set; }

        public Int32OrStringV1? MinAvailable { get; set; }
    }
}
