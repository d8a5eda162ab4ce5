using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>The ports of an endpoint where its resource is deployed to.</summary>
/// <param name="Endpoint">What the graph says of it.</param>
/// <param name="TargetPort">What the container listens on; null leaves a project's default to the manifest.</param>
/// <param name="ExposedPort">What others reach it on; null where it follows from the target.</param>
/// <param name="ExposedPortIsExplicit">The graph names the exposed port.</param>
internal sealed record DeployedEndpoint(EndpointAnnotation Endpoint, int? TargetPort, int? ExposedPort, bool ExposedPortIsExplicit)
{
    /// <summary>Works out the ports of all endpoints of a resource; those nobody chose count up from 8000 in the whole environment.</summary>
    public static IReadOnlyList<DeployedEndpoint> Of(IResource resource, DeployedPorts ports)
    {
        var defaults = new HashSet<string>(StringComparer.Ordinal);
        var deployed = new List<DeployedEndpoint>();

        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var port = endpoint.Port is 0 ? null : endpoint.Port;
            var isDefault = resource is ProjectResource && endpoint.UriScheme is "http" or "https" && !defaults.Contains(endpoint.UriScheme);
            var target = (endpoint.TargetPort is 0 ? null : endpoint.TargetPort)
                ?? (resource is ContainerResource ? port : null)
                ?? (isDefault ? null : ports.Next());

            if (resource is ProjectResource)
                defaults.Add(endpoint.UriScheme);

            var exposed = port ?? target ?? (endpoint.UriScheme is "http" or "https" ? null : ports.Next());
            ports.Use(exposed);
            ports.Use(target);
            deployed.Add(new(endpoint, target, exposed, port is not null));
        }

        return deployed;
    }
}

/// <summary>The ports an environment has given out.</summary>
internal sealed class DeployedPorts
{
    private const int First = 8000;
    private readonly HashSet<int> _used = [];

    public int Next() => Enumerable.Range(First, ushort.MaxValue - First).First(p => !_used.Contains(p));

    public void Use(int? port)
    {
        if (port is { } used)
            _used.Add(used);
    }
}
