using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Kubernetes;

/// <summary>Changes what a resource becomes in the cluster, after everything else.</summary>
public sealed class KubernetesServiceCustomizationAnnotation(Action<KubernetesResource> configure) : IManifestCustomization
{
    public Action<KubernetesResource> Configure { get; } = configure ?? throw new ArgumentNullException(nameof(configure));

    void IManifestCustomization.Validate(IResource resource, DistributedApplicationModel model)
    {
        if (!model.Resources.OfType<KubernetesEnvironmentResource>().Any())
            throw new DistributedApplicationException($"Resource '{resource.Name}' is configured to publish as a Kubernetes service, but there are no '{nameof(KubernetesEnvironmentResource)}' resources: add one with '{nameof(KubernetesEnvironmentExtensions.AddKubernetesEnvironment)}'.");
    }
}
