using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The ids a resource is known by: its name, or for what runs as a process, name and suffix of every replica.</summary>
internal sealed class ResourceInstancesAnnotation(IReadOnlyList<string> ids) : IResourceAnnotation
{
    public IReadOnlyList<string> Ids { get; } = ids;
}

internal static class ResourceInstances
{
    private const int SuffixLength = 8;

    public static IReadOnlyList<string> GetInstanceIds(this IResource resource)
    {
        if (resource is not (ProjectResource or ContainerResource))
            return [resource.Name];

        lock (resource.Annotations)
        {
            if (!resource.TryGetLastAnnotation<ResourceInstancesAnnotation>(out var instances))
            {
                instances = new([.. Enumerable.Range(0, resource.GetReplicaCount()).Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", SuffixLength)}")]);
                resource.Annotations.Add(instances);
            }

            return instances.Ids;
        }
    }
}
