using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;
using Aspire.Hosting.Docker.Resources.ComposeNodes;

namespace Aspire.Hosting;

public static class DockerComposeServiceExtensions
{
    /// <summary>Changes the service that the resource is published as. A run knows nothing of it.</summary>
    public static IResourceBuilder<T> PublishAsDockerComposeService<T>(this IResourceBuilder<T> builder, Action<DockerComposeServiceResource, Service> configure)
        where T : IComputeResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        return builder.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? builder.WithAnnotation(new DockerComposeServiceCustomizationAnnotation(configure))
            : builder;
    }

    /// <summary>What stands for the parameter's value in the compose file; <c>.env</c> asks for the value.</summary>
    public static string AsEnvironmentPlaceholder(this IResourceBuilder<ParameterResource> builder, DockerComposeServiceResource dockerComposeService)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource.AsEnvironmentPlaceholder(dockerComposeService);
    }

    /// <inheritdoc cref="AsEnvironmentPlaceholder(IResourceBuilder{ParameterResource}, DockerComposeServiceResource)"/>
    public static string AsEnvironmentPlaceholder(this ParameterResource parameter, DockerComposeServiceResource dockerComposeService)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(dockerComposeService);
        return dockerComposeService.Parent.Capture(Variable(parameter), $"Parameter {parameter.Name}", source: parameter);
    }

    internal static string AsImagePlaceholder(this DockerComposeServiceResource service) =>
        service.Parent.Capture($"{Variable(service.Target)}_IMAGE", $"Container image name for {service.Target.Name}", $"{service.Target.Name}:latest");

    internal static string AsPortPlaceholder(this DockerComposeServiceResource service) =>
        service.Parent.Capture($"{Variable(service.Target)}_PORT", $"Default container port for {service.Target.Name}", "8080");

    private static string Variable(IResource resource) => resource.Name.ToUpperInvariant().Replace('-', '_');
}
