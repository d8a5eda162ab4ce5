using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Docker;

/// <summary>How a compose file says what the graph leaves open: other services by name and port, parameters as <c>${NAME}</c>.</summary>
internal static class ComposeValues
{
    /// <returns>The text, or null for a plain object, which has nothing to work out.</returns>
    /// <exception cref="DistributedApplicationException">A compose file cannot say it.</exception>
    public static string? Express(this DockerComposeServiceResource service, object value) => value switch
    {
        string text => text,
        EndpointReference endpoint => service.Express(endpoint.Property(EndpointProperty.Url)),
        EndpointReferenceExpression expression => service.Express(expression),
        ParameterResource parameter => parameter.AsEnvironmentPlaceholder(service),
        ConnectionStringReference reference => service.Express(reference.Resource.ConnectionStringExpression),
        IResourceWithConnectionString server => service.Express(server.ConnectionStringExpression),
        ReferenceExpression expression => string.Format(CultureInfo.InvariantCulture, expression.Format, [.. expression.ValueProviders.Select(service.Express)]),
        IValueProvider or IResourceBuilder<IResource> => throw new DistributedApplicationException($"{service.Target.Name} cannot be published to Docker Compose: it uses a value of type {value.GetType().Name}, which a compose file cannot express."),
        _ => null,
    };

    private static string Express(this DockerComposeServiceResource service, EndpointReferenceExpression expression)
    {
        var reference = expression.Endpoint;
        var endpoint = service.Parent.FindService(reference.Resource)?.FindEndpoint(reference.EndpointName)
            ?? throw new DistributedApplicationException($"{service.Target.Name} cannot be published to Docker Compose: it refers to the endpoint '{reference.EndpointName}' of {reference.Resource.Name}, which no service of the compose file has.");

        return expression.Property switch
        {
            EndpointProperty.Url => $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.Port}",
            EndpointProperty.Host or EndpointProperty.IPV4Host => endpoint.Host,
            EndpointProperty.Port or EndpointProperty.TargetPort => endpoint.Port,
            EndpointProperty.HostAndPort => $"{endpoint.Host}:{endpoint.Port}",
            EndpointProperty.Scheme => endpoint.Scheme,
            _ => throw new DistributedApplicationException($"{service.Target.Name} cannot be published to Docker Compose: it asks for {expression.Property} of the endpoint '{reference.EndpointName}' of {reference.Resource.Name}, which a compose file cannot express."),
        };
    }
}
