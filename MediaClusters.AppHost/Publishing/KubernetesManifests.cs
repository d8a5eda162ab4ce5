using System.Globalization;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace MediaClusters.AppHost.Publishing;

/// <summary>How the pods of the Helm chart run: not as root, on a file system they cannot write, within limits.</summary>
internal static class KubernetesManifests
{
    private const int AverageCpuPercent = 70;
    private const string TemporaryVolume = "tmp";
    private const string RolloutVolume = "rollout";
    private const string SecretsVolume = "secrets";

    /// <summary>A service that keeps running: probed, spread over the nodes, scaled by its load and never stopped all at once.</summary>
    public static IResourceBuilder<T> AsKubernetesService<T>(this IResourceBuilder<T> builder, Footprint footprint)
        where T : IComputeResource => builder.PublishAsKubernetesService(resource =>
        {
            var deployment = (Deployment)resource.Workload!;
            var pod = Harden(deployment, footprint);
            AddReadiness(pod.Containers[0]);
            MountRollout(pod);
            MountSecrets(pod, builder.Resource.Name);
            RestartOnChange(resource, deployment.PodTemplate.Metadata, builder.Resource.Name);
            Spread(pod, deployment.PodTemplate.Metadata.Labels);

            // The autoscaler's to decide: a number here would undo its decision with every upgrade.
            deployment.Spec.Replicas = null;

            // A release that does not work must not take away what does.
            deployment.Spec.Strategy.RollingUpdate.MaxUnavailable = 0;
            resource.AdditionalResources.Add(Autoscaler(builder.Resource.Name, deployment, footprint));
            resource.AdditionalResources.Add(Budget(builder.Resource.Name, deployment));
        });

    /// <summary>
    /// A job that Helm runs to its end before it installs or upgrades anything else; when it fails, nothing else changes.
    /// What the job reads has to be there before it.
    /// </summary>
    public static IResourceBuilder<T> AsKubernetesJob<T>(this IResourceBuilder<T> builder, Footprint footprint, TimeSpan deadline)
        where T : IComputeResource => builder.PublishAsKubernetesService(resource =>
        {
            var template = resource.Workload!.PodTemplate;
            resource.Workload = new Job
            {
                Metadata = { Name = $"{builder.Resource.Name}-job", Labels = template.Metadata.Labels.ToDictionary(StringComparer.Ordinal) },
                Spec = new JobSpec { BackoffLimit = 3, ActiveDeadlineSeconds = (int)deadline.TotalSeconds, Template = template },
            };

            var pod = Harden(resource.Workload, footprint);
            pod.RestartPolicy = "Never";
            MountSecrets(pod, builder.Resource.Name);

            // Its log stays until the next release; its secret does not.
            RunBeforeRelease(resource.Workload, weight: 0, "before-hook-creation");
            foreach (var input in new BaseKubernetesResource?[] { resource.ConfigMap, resource.Secret })
                RunBeforeRelease(input, weight: -1, "before-hook-creation,hook-succeeded");
        });

    /// <summary>A server of the graph that is needed but not ours.</summary>
    public static IResourceBuilder<T> AsKubernetesServer<T>(this IResourceBuilder<T> builder, Footprint footprint, int port)
        where T : IComputeResource => builder.PublishAsKubernetesService(resource =>
        {
            var container = Harden(resource.Workload!, footprint).Containers[0];
            container.ReadinessProbe = new ProbeV1 { TcpSocket = new TcpSocketActionV1 { Port = port }, PeriodSeconds = 5, TimeoutSeconds = 2, FailureThreshold = 3 };
            container.LivenessProbe = new ProbeV1 { TcpSocket = new TcpSocketActionV1 { Port = port }, PeriodSeconds = 10, TimeoutSeconds = 5, FailureThreshold = 6 };

            RestartOnChange(resource, resource.Workload!.PodTemplate.Metadata, builder.Resource.Name);

            if (resource.Workload is StatefulSet set)
                set.Spec.ServiceName = resource.Service!.Metadata.Name;
        });

    private static PodSpecV1 Harden(Workload workload, Footprint footprint)
    {
        var pod = workload.PodTemplate.Spec;
        var container = pod.Containers[0];

        pod.AutomountServiceAccountToken = false;
        pod.EnableServiceLinks = false;
        pod.TerminationGracePeriodSeconds = (long)(footprint.StopGrace + footprint.StopDelay).TotalSeconds;
        pod.SecurityContext = new PodSecurityContextV1
        {
            RunAsNonRoot = true,
            RunAsUser = footprint.User,
            RunAsGroup = footprint.User,
            SeccompProfile = new SeccompProfileV1 { Type = "RuntimeDefault" },
        };

        container.SecurityContext = new SecurityContextV1
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new CapabilitiesV1 { Drop = { "ALL" } },
        };
        container.Resources = new ResourceRequirementsV1
        {
            Requests = { ["cpu"] = Cores(footprint.CpuRequest), ["memory"] = Megabytes(footprint) },
            Limits = { ["cpu"] = Cores(footprint.CpuLimit), ["memory"] = Megabytes(footprint) },
        };

        if (footprint.StopDelay > TimeSpan.Zero)
            container.Lifecycle = new LifecycleV1 { PreStop = Sleep(footprint.StopDelay) };

        pod.Volumes.Add(new VolumeV1 { Name = TemporaryVolume, EmptyDir = new EmptyDirVolumeSourceV1 { SizeLimit = "64Mi" } });
        container.VolumeMounts.Add(new VolumeMountV1 { Name = TemporaryVolume, MountPath = "/tmp" });

        // The API server takes upper case only, which Aspire does not write.
        foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
        {
            if (probe?.HttpGet is { } http)
                http.Scheme = http.Scheme.ToUpperInvariant();
        }

        return pod;
    }

    /// <summary>A config map that is an operator's to create, and to change without a release.</summary>
    private static void MountRollout(PodSpecV1 pod)
    {
        pod.Volumes.Add(new VolumeV1 { Name = RolloutVolume, ConfigMap = new ConfigMapVolumeSourceV1 { Name = RolloutMount.ConfigMap, Optional = true } });
        pod.Containers[0].VolumeMounts.Add(new VolumeMountV1 { Name = RolloutVolume, MountPath = RolloutMount.Path, ReadOnly = true });
    }

    /// <summary>A Secret that is an operator's to create, and to change without a release: the API's tokens, and authorities of one's own.</summary>
    private static void MountSecrets(PodSpecV1 pod, string name)
    {
        pod.Volumes.Add(new VolumeV1 { Name = SecretsVolume, Secret = new SecretVolumeSourceV1 { SecretName = $"{name}-files", Optional = true } });
        pod.Containers[0].VolumeMounts.Add(new VolumeMountV1 { Name = SecretsVolume, MountPath = "/etc/media-clusters/secrets", ReadOnly = true });
    }

    /// <summary>The other actions are there unless they are taken away, and Kubernetes takes one only.</summary>
    private static LifecycleHandlerV1 Sleep(TimeSpan duration) => new()
    {
        Sleep = new SleepActionV1 { Seconds = (long)duration.TotalSeconds },
        Exec = null!,
        HttpGet = null!,
        TcpSocket = null!,
    };

    /// <summary>
    /// Asks what the liveness probe asks, sooner: whether this pod answers, not whether Postgres does. Were Postgres
    /// asked, its failure would take every pod out of service, and with them the answers they still have in the cache.
    /// </summary>
    private static void AddReadiness(ContainerV1 container)
    {
        if (container.LivenessProbe?.HttpGet is not { } http)
            return;

        container.ReadinessProbe = new ProbeV1
        {
            HttpGet = new HttpGetActionV1 { Path = http.Path, Port = http.Port, Scheme = http.Scheme },
            PeriodSeconds = 5,
            TimeoutSeconds = 2,
            FailureThreshold = 2,
        };
    }

    /// <summary>Pods read their settings when they start: changed ones have to replace the pods.</summary>
    private static void RestartOnChange(KubernetesResource resource, ObjectMetaV1 pod, string name)
    {
        foreach (var (file, present) in ((string, bool)[])[("config", resource.ConfigMap is not null), ("secrets", resource.Secret is not null)])
        {
            if (present)
                pod.Annotations[$"checksum/{file}"] = "{{ include (print $.Template.BasePath `/" + name + "/" + file + ".yaml`) . | sha256sum }}";
        }
    }

    private static void Spread(PodSpecV1 pod, Dictionary<string, string> labels) => pod.TopologySpreadConstraints.Add(new TopologySpreadConstraintV1
    {
        MaxSkew = 1,
        TopologyKey = "kubernetes.io/hostname",
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new LabelSelectorV1(labels.ToDictionary(StringComparer.Ordinal)),
    });

    private static HorizontalPodAutoscaler Autoscaler(string name, Deployment deployment, Footprint footprint) => new()
    {
        Metadata = { Name = $"{name}-autoscaler" },
        Spec = new HorizontalPodAutoscalerSpec
        {
            ScaleTargetRef = new ScaleTarget { ApiVersion = deployment.ApiVersion, Kind = deployment.Kind, Name = deployment.Metadata.Name },
            MinReplicas = Value(name, "replicas", footprint.Replicas),
            MaxReplicas = Value(name, "max_replicas", footprint.MaxReplicas),
            Metrics =
            [
                new ScalingMetric
                {
                    Type = "Resource",
                    Resource = new ResourceMetric { Name = "cpu", Target = new ResourceMetricTarget { Type = "Utilization", AverageUtilization = Value(name, "cpu_percent", AverageCpuPercent) } },
                },
            ],
        },
    };

    private static PodDisruptionBudget Budget(string name, Deployment deployment) => new()
    {
        Metadata = { Name = $"{name}-budget" },
        Spec = new PodDisruptionBudgetSpec
        {
            MaxUnavailable = 1,
            Selector = new LabelSelectorV1(deployment.PodTemplate.Metadata.Labels.ToDictionary(StringComparer.Ordinal)),
        },
    };

    private static void RunBeforeRelease(BaseKubernetesResource? target, int weight, string deletion)
    {
        if (target is null)
            return;

        target.Metadata.Annotations["helm.sh/hook"] = "pre-install,pre-upgrade";
        target.Metadata.Annotations["helm.sh/hook-weight"] = weight.ToString(CultureInfo.InvariantCulture);
        target.Metadata.Annotations["helm.sh/hook-delete-policy"] = deletion;
    }

    /// <summary>A number that <c>--set parameters.{resource}.{name}=…</c> replaces.</summary>
    private static Int32OrStringV1 Value(string resource, string name, int fallback) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{{{{ .Values.parameters.{resource}.{name} | default {fallback} | int }}}}"));

    private static string Cores(double cores) => string.Create(CultureInfo.InvariantCulture, $"{cores * 1000:0}m");

    private static string Megabytes(Footprint footprint) => string.Create(CultureInfo.InvariantCulture, $"{footprint.MemoryMegabytes}Mi");
}
