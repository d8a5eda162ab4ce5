using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>A probe where the resource is deployed to, and a health check where it runs; one probe of a type, the last one counts.</summary>
    [Experimental("ASPIREPROBES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
    public static IResourceBuilder<T> WithHttpProbe<T>(this IResourceBuilder<T> builder, ProbeType type, string? path = null, int? initialDelaySeconds = null, int? periodSeconds = null, int? timeoutSeconds = null, int? failureThreshold = null, int? successThreshold = null, string? endpointName = null)
        where T : IResourceWithEndpoints, IResourceWithProbes
    {
        ArgumentNullException.ThrowIfNull(builder);

        var endpoint = builder.FindHttpEndpoint(endpointName, "HTTP probe");

        foreach (var replaced in builder.Resource.Annotations.OfType<ProbeAnnotation>().Where(p => p.Type == type).ToList())
            builder.Resource.Annotations.Remove(replaced);

        builder.WithAnnotation(new EndpointProbeAnnotation
        {
            Type = type,
            EndpointReference = endpoint,
            Path = path ?? "/",
            InitialDelaySeconds = initialDelaySeconds ?? 5,
            PeriodSeconds = periodSeconds ?? 5,
            TimeoutSeconds = timeoutSeconds ?? 1,
            FailureThreshold = failureThreshold ?? 3,
            SuccessThreshold = successThreshold ?? 1,
        });

        return builder.WithHttpHealthCheck(() => endpoint, path);
    }

    /// <summary>The endpoint of that name, or else HTTPS before HTTP.</summary>
    private static EndpointReference FindHttpEndpoint<T>(this IResourceBuilder<T> builder, string? name, string use)
        where T : IResourceWithEndpoints
    {
        string[] names = name is null ? ["https", "http"] : [name];

        return names.Select(builder.GetEndpoint).FirstOrDefault(e => e.Exists)
            ?? throw new DistributedApplicationException($"Could not create {use} for resource '{builder.Resource.Name}' as no endpoint was found matching one of the specified names: {string.Join(", ", names)}");
    }
}
