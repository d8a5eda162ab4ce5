using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes.Resources;

namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>Builds the objects of a resource. Labels are copied each time: YAML would turn shared ones into anchors.</summary>
internal static class ManifestBuilder
{
    public static Dictionary<string, string> Labels(IResource resource) => new(StringComparer.Ordinal)
    {
        ["app.kubernetes.io/name"] = Helm.Expression(".Chart.Name"),
        ["app.kubernetes.io/component"] = resource.Name,
        ["app.kubernetes.io/instance"] = Helm.Expression(".Release.Name"),
    };

    /// <summary>Who has a connection string has a state, and keeps its name from pod to pod.</summary>
    public static Workload BuildWorkload(KubernetesResource service, string image) => service.Target is IResourceWithConnectionString
        ? new StatefulSet
        {
            Metadata = Metadata(service, "statefulset"),
            Spec =
            {
                Selector = new(Labels(service.Target)),
                Replicas = service.Target.GetReplicaCount(),
                Template = PodTemplate(service, image),
            },
        }
        : new Deployment
        {
            Metadata = Metadata(service, "deployment"),
            Spec =
            {
                Selector = new(Labels(service.Target)),
                Replicas = service.Target.GetReplicaCount(),
                Template = PodTemplate(service, image),
                Strategy = { RollingUpdate = { MaxSurge = 1, MaxUnavailable = 1 } },
            },
        };

    public static ConfigMap? BuildConfigMap(KubernetesResource service)
    {
        if (service.Config.Count == 0)
            return null;

        var map = new ConfigMap { Metadata = Metadata(service, Helm.Config) };
        Fill(map.Data, service.Config);
        return map;
    }

    public static Secret? BuildSecret(KubernetesResource service)
    {
        if (service.Secrets.Count == 0)
            return null;

        var secret = new Secret { Metadata = Metadata(service, Helm.Secrets) };
        Fill(secret.StringData, service.Secrets);
        return secret;
    }

    public static Service? BuildService(KubernetesResource service)
    {
        if (service.Endpoints.Count == 0)
            return null;

        var built = new Service
        {
            Metadata = Metadata(service, "service"),
            Spec = { Type = service.Parent.DefaultServiceType, Selector = Labels(service.Target) },
        };

        foreach (var endpoint in DistinctPorts(service))
        {
            built.Spec.Ports.Add(new()
            {
                Name = endpoint.Name,
                Protocol = endpoint.Protocol,
                Port = new(endpoint.Port.Scalar),
                TargetPort = new(endpoint.TargetPort.Scalar),
            });
        }

        return built;
    }

    private static ObjectMetaV1 Metadata(KubernetesResource service, string kind) =>
        new() { Name = Helm.ObjectName(service.Target.Name, kind), Labels = Labels(service.Target) };

    private static PodTemplateSpecV1 PodTemplate(KubernetesResource service, string image) => new()
    {
        Metadata = { Labels = Labels(service.Target) },
        Spec = { Containers = { BuildContainer(service, image) } },
    };

    private static ContainerV1 BuildContainer(KubernetesResource service, string image)
    {
        var container = new ContainerV1 { Name = service.Target.Name, Image = image, ImagePullPolicy = service.Parent.DefaultImagePullPolicy };

        if (service.Target is ContainerResource { Entrypoint: { } entrypoint })
            container.Command.Add(entrypoint);

        container.Args.AddRange(service.Arguments);

        if (service.Config.Count > 0)
            container.EnvFrom.Add(new() { ConfigMapRef = new() { Name = Helm.ObjectName(service.Target.Name, Helm.Config) } });

        if (service.Secrets.Count > 0)
            container.EnvFrom.Add(new() { SecretRef = new() { Name = Helm.ObjectName(service.Target.Name, Helm.Secrets) } });

        foreach (var endpoint in DistinctPorts(service))
            container.Ports.Add(new() { Name = endpoint.Name, Protocol = endpoint.Protocol, ContainerPort = new(endpoint.TargetPort.Scalar) });

        AddProbes(service, container);
        return container;
    }

#pragma warning disable ASPIREPROBES001 // Probes are marked as experimental, as in Aspire.
    private static void AddProbes(KubernetesResource service, ContainerV1 container)
    {
        foreach (var probe in service.Target.Annotations.OfType<EndpointProbeAnnotation>())
        {
            if (!service.Endpoints.TryGetValue(probe.EndpointReference.EndpointName, out var endpoint))
                continue;

            var built = new ProbeV1
            {
                FailureThreshold = probe.FailureThreshold,
                SuccessThreshold = probe.SuccessThreshold,
                InitialDelaySeconds = probe.InitialDelaySeconds,
                PeriodSeconds = probe.PeriodSeconds,
                TimeoutSeconds = probe.TimeoutSeconds,
                HttpGet = new() { Scheme = endpoint.Scheme, Path = probe.Path, Port = new(endpoint.TargetPort.Scalar) },
            };

            switch (probe.Type)
            {
                case ProbeType.Startup:
                    container.StartupProbe = built;
                    break;
                case ProbeType.Readiness:
                    container.ReadinessProbe = built;
                    break;
                case ProbeType.Liveness:
                    container.LivenessProbe = built;
                    break;
            }
        }
    }
#pragma warning restore ASPIREPROBES001

    /// <summary>A container's port is named once, by the first endpoint that has it.</summary>
    private static IEnumerable<ServiceEndpoint> DistinctPorts(KubernetesResource service) =>
        service.Endpoints.Values.DistinctBy(e => (e.TargetPort.Number, e.Protocol));

    private static void Fill(Dictionary<string, string> data, Dictionary<string, HelmValue> values)
    {
        foreach (var (name, value) in values.DistinctBy(v => v.Key, StringComparer.OrdinalIgnoreCase))
            data[name] = value.Template;
    }
}
