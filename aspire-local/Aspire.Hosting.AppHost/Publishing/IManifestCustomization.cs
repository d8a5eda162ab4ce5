using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>What a graph changes in a resource's manifest; only one kind of environment asks for it.</summary>
internal interface IManifestCustomization : IResourceAnnotation
{
    /// <exception cref="DistributedApplicationException">The graph has no environment that would ask.</exception>
    void Validate(IResource resource, DistributedApplicationModel model);
}
