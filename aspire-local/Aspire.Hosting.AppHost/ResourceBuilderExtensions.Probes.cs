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

        var endpoint = endpointName is not null
            ? builder.GetEndpoint(endpointName)
            : FindHttpEndpoint(builder.Resource) ?? throw new DistributedApplicationException($"Could not create HTTP probe for resource '{builder.Resource.Name}' as it has no HTTP endpoint.");

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

    /// <summary>HTTPS before HTTP.</summary>
    private static EndpointReference? FindHttpEndpoint(IResourceWithEndpoints resource) =>
        resource.GetEndpoints().Where(e => e.Scheme is "http" or "https").OrderByDescending(e => e.Scheme, StringComparer.Ordinal).FirstOrDefault();
}
