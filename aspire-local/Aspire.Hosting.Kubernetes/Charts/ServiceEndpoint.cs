using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>An endpoint of a resource as the cluster has it: a port of its containers behind one of its service.</summary>
internal sealed record ServiceEndpoint(string Name, string Scheme, string Protocol, string Host, PortValue TargetPort, PortValue Port)
{
    private const int DefaultPort = 8080;

    /// <summary>Works out all endpoints; the ports of those that the graph leaves open become parameters of the chart.</summary>
    public static Dictionary<string, ServiceEndpoint> Of(IResource resource, DeployedPorts ports, Dictionary<string, HelmValue> parameters)
    {
        var host = Helm.ObjectName(resource.Name, "service");
        var endpoints = new Dictionary<string, ServiceEndpoint>(StringComparer.OrdinalIgnoreCase);

        foreach (var deployed in DeployedEndpoint.Of(resource, ports))
        {
            var (name, scheme) = (deployed.Endpoint.Name, deployed.Endpoint.UriScheme);
            var target = deployed.TargetPort is { } number ? new PortValue(number) : DefaultTarget(resource, deployed.Endpoint, endpoints.Values, parameters);
            var port = deployed.TargetPort is not null && deployed.ExposedPort is { } exposed ? new PortValue(exposed) : target;
            endpoints[name] = new(name, scheme, deployed.Endpoint.Protocol == ProtocolType.Udp ? "UDP" : "TCP", host, target, port);
        }

        return endpoints;
    }

    /// <summary>What a property of the endpoint is to others; <paramref name="within"/> text a port is written as it is.</summary>
    public string this[EndpointProperty property, bool within] => property switch
    {
        EndpointProperty.Url => $"{Scheme}://{Host}:{Port.Text}",
        EndpointProperty.Host or EndpointProperty.IPV4Host => Host,
        EndpointProperty.Port => within ? Port.Text : Port.Scalar,
        EndpointProperty.HostAndPort => $"{Host}:{Port.Text}",
        EndpointProperty.TargetPort => within ? TargetPort.Text : TargetPort.Scalar,
        EndpointProperty.Scheme => Scheme,
        _ => throw new NotSupportedException($"the property '{property}' of an endpoint has no meaning in a chart"),
    };

    /// <summary>Nothing in the container speaks HTTPS, so the default endpoint for it shares the port of HTTP.</summary>
    private static PortValue DefaultTarget(IResource resource, EndpointAnnotation endpoint, IEnumerable<ServiceEndpoint> others, Dictionary<string, HelmValue> parameters)
    {
        var isDefaultHttps = resource.TryGetLastAnnotation<ProjectDefaultsAnnotation>(out var defaults) && defaults.HttpsEndpoint == endpoint;

        if (isDefaultHttps && others.FirstOrDefault(e => e.Scheme == "http") is { } http)
            return http.TargetPort;

        var key = Helm.ToKey($"port_{endpoint.Name}");
        var value = new HelmValue(key, Helm.ValueExpression(Helm.Parameters, resource.Name, key), DefaultPort);
        parameters[key] = value;
        return new PortValue(DefaultPort, value.Expression);
    }
}

/// <summary>A port, or the expression for one that the installation may change.</summary>
internal readonly record struct PortValue(int Number, string? Expression = null)
{
    public string Text => Expression ?? Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Stands where a manifest takes a number.</summary>
    public string Scalar => Text.Replace(" }}", " | int }}", StringComparison.Ordinal);
}
