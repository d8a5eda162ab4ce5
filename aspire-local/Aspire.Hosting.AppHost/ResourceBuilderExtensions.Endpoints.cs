using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource.GetEndpoint(name);
    }

    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, string? name = null, string? env = null, bool? isProxied = null, bool? isExternal = null, ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        var endpoint = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, name: name, port: port, targetPort: targetPort, isExternal: isExternal, isProxied: isProxied);

        if (Find(builder.Resource, endpoint.Name) is not null)
            throw new DistributedApplicationException($"Endpoint with name '{endpoint.Name}' already exists. Endpoint name may not have been explicitly specified and was derived automatically from scheme argument (e.g. 'http', 'ws', or 'tcp').");

        if (env is not null && builder.Resource is IResourceWithEnvironment)
            builder.WithAnnotation(new EnvironmentCallbackAnnotation(SetPort));

        return builder.WithAnnotation(endpoint);

        Task SetPort(EnvironmentCallbackContext context)
        {
            context.EnvironmentVariables[env] = builder.Resource.GetEndpoint(endpoint.Name).Property(EndpointProperty.TargetPort);
            return Task.CompletedTask;
        }
    }

    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(callback);

        if (Find(builder.Resource, endpointName) is { } endpoint)
        {
            callback(endpoint);
        }
        else if (createIfNotExists)
        {
            endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            callback(endpoint);
            builder.WithAnnotation(endpoint);
        }

        return builder;
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);

        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
            endpoint.IsExternal = true;

        return builder;
    }

    /// <summary>Makes the resource's health depend on a check registered under <paramref name="key"/>.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => string.Equals(a.Key, key, StringComparison.Ordinal)))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has a health check with key '{key}'.");

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.WithHttpHealthCheck(
            () => endpointName is not null
                ? builder.GetEndpoint(endpointName)
                : FindHttpEndpoint(builder.Resource)
                    ?? throw new DistributedApplicationException($"Could not create HTTP health check for resource '{builder.Resource.Name}' as it has no HTTP endpoint."),
            path,
            statusCode);
    }

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);

        path ??= "/";
        var expected = statusCode ?? 200;
        var key = $"{builder.Resource.Name}_http_{path}_{expected}_check";
        var endpoint = endpointSelector ?? (() => builder.GetEndpoint("http"));

        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            services => new HttpHealthCheck(services.GetRequiredService<IHttpClientFactory>(), () => new Uri(new Uri(endpoint().Url), path), expected),
            failureStatus: null,
            tags: null));

        return builder.WithHealthCheck(key);
    }

    private static EndpointAnnotation? Find(IResourceWithEndpoints resource, string name) =>
        resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
}
