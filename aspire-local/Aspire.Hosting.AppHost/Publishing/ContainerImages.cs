using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

internal static class ContainerImages
{
    /// <summary>The image's full name, or null for a project, whose image is built and named later.</summary>
    public static string? NameOf(IResource resource)
    {
        if (resource is ProjectResource)
            return null;

        if (!resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
            throw new DistributedApplicationException($"{resource.Name} cannot be published by the stand-in in aspire-local/, which knows no image for it: use a connection string instead, or set AspirePackages=true.");

        var registry = string.IsNullOrEmpty(image.Registry) ? "" : $"{image.Registry}/";
        var version = string.IsNullOrEmpty(image.SHA256)
            ? string.IsNullOrEmpty(image.Tag) ? "" : $":{image.Tag}"
            : $"@sha256:{image.SHA256}";
        return registry + image.Image + version;
    }
}
