using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Docker;

/// <summary>A resource of the graph as a service of the compose file.</summary>
public class DockerComposeServiceResource(string name, IResource resource, DockerComposeEnvironmentResource composeEnvironmentResource)
    : Resource(name), IResourceWithParent<DockerComposeEnvironmentResource>
{
    private readonly Dictionary<string, ServiceEndpoint> _endpoints = new(StringComparer.OrdinalIgnoreCase);

    public DockerComposeEnvironmentResource Parent { get; } = composeEnvironmentResource;

    internal IResource Target { get; } = resource;

    internal IEnumerable<ServiceEndpoint> Endpoints => _endpoints.Values;

    /// <summary>Has to come before anything refers to them.</summary>
    internal void MapEndpoints(DeployedPorts ports)
    {
        foreach (var (endpoint, target, exposed, isExplicit) in DeployedEndpoint.Of(Target, ports))
        {
            // Compose picks the host's port where the graph does not.
            _endpoints[endpoint.Name] = new(
                endpoint.UriScheme,
                Target.Name,
                target?.ToString(CultureInfo.InvariantCulture) ?? this.AsPortPlaceholder(),
                isExplicit ? exposed : null,
                endpoint.IsExternal);
        }
    }

    internal ServiceEndpoint? FindEndpoint(string endpoint) => _endpoints.GetValueOrDefault(endpoint);
}

/// <param name="Scheme">The scheme of its address.</param>
/// <param name="Host">The name that other services know the service by.</param>
/// <param name="Port">What the container listens on, a number or a placeholder.</param>
/// <param name="HostPort">What the host listens on; null leaves it to Compose.</param>
/// <param name="IsExternal">It can be reached from outside the compose network.</param>
internal sealed record ServiceEndpoint(string Scheme, string Host, string Port, int? HostPort, bool IsExternal);
