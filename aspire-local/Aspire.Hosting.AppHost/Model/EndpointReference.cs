using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

public sealed class EndpointReference : IValueProvider, IValueWithReferences
{
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(endpointName);
        Resource = owner;
        EndpointName = endpointName;
    }

    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, (endpoint ?? throw new ArgumentNullException(nameof(endpoint))).Name)
    {
    }

    public IResourceWithEndpoints Resource { get; }

    public string EndpointName { get; }

    public bool Exists => Find() is not null;

    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    public bool IsHttp => string.Equals(Scheme, "http", StringComparison.OrdinalIgnoreCase);

    public bool IsHttps => string.Equals(Scheme, "https", StringComparison.OrdinalIgnoreCase);

    public string Scheme => EndpointAnnotation.UriScheme;

    public string Host => Allocated.Address;

    public int Port => Allocated.Port;

    public int? TargetPort => EndpointAnnotation.TargetPort;

    public string Url => Allocated.UriString;

    public EndpointAnnotation EndpointAnnotation => Find()
        ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not defined for the resource `{Resource.Name}`. {Defined()}");

    IEnumerable<object> IValueWithReferences.References => [Resource];

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllocatedFor(Replica.IndexIn(Resource))
        ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`.");

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>The address, once there is one.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    private string Defined() => Resource.Annotations.OfType<EndpointAnnotation>().Select(e => $"`{e.Name}`").ToList() is { Count: > 0 } names
        ? $"Available endpoints: {string.Join(", ", names)}."
        : "The resource has no endpoints defined.";

    private EndpointAnnotation? Find() => Resource.Annotations.OfType<EndpointAnnotation>()
        .SingleOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IValueProvider, IValueWithReferences
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    /// <summary>The property; what depends on where the endpoint answers is waited for.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (Property is not (EndpointProperty.IPV4Host or EndpointProperty.Scheme or EndpointProperty.TlsEnabled))
            await Endpoint.EndpointAnnotation.Allocated.WaitAsync(cancellationToken);

        return Property switch
        {
            EndpointProperty.Url => Endpoint.Url,
            EndpointProperty.Host => Endpoint.Host,
            EndpointProperty.IPV4Host => "127.0.0.1",
            // One process, one port: nothing stands between the caller and the program, as a container's port mapping does in Aspire.
            EndpointProperty.Port or EndpointProperty.TargetPort => Endpoint.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.Scheme => Endpoint.Scheme,
            EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{Endpoint.Host}:{Endpoint.Port}"),
            EndpointProperty.TlsEnabled => "False",
            _ => throw new InvalidOperationException($"The property '{Property}' is not supported for the endpoint '{Endpoint.EndpointName}'."),
        };
    }
}

/// <summary>Which replica's value is being worked out: a replica that asks for its own endpoint gets its own port.</summary>
internal static class Replica
{
    private static readonly AsyncLocal<(IResource Resource, int Index)?> Current = new();

    public static int IndexIn(IResource resource) => Current.Value is { } current && current.Resource == resource ? current.Index : 0;

    /// <summary>Holds until the calling asynchronous method ends.</summary>
    public static void Enter(IResource resource, int index) => Current.Value = (resource, index);
}
