using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Docker;

public sealed class DockerComposeServiceCustomizationAnnotation(Action<DockerComposeServiceResource, Service> configure) : IManifestCustomization
{
    public Action<DockerComposeServiceResource, Service> Configure { get; } = configure ?? throw new ArgumentNullException(nameof(configure));

    void IManifestCustomization.Validate(IResource resource, DistributedApplicationModel model)
    {
        if (!model.Resources.OfType<DockerComposeEnvironmentResource>().Any())
            throw new DistributedApplicationException($"Resource '{resource.Name}' is configured to publish as a Docker Compose service, but there are no '{nameof(DockerComposeEnvironmentResource)}' resources: add one with '{nameof(DockerComposeEnvironmentExtensions.AddDockerComposeEnvironment)}'.");
    }
}
