using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly List<AllocatedEndpoint> _allocated = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    public string Name { get; set; }

    public ProtocolType Protocol { get; set; }

    public string UriScheme { get; set; }

    public string Transport { get; set; }

    public string TargetHost { get; set; } = "localhost";

    public int? Port { get; set; }

    public int? TargetPort { get; set; }

    public bool IsExternal { get; set; }

    public bool IsProxied { get; set; }

    /// <summary>Where the endpoint answers; with replicas, where the first one does.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocated.Count > 0 ? _allocated[0] : null;
        set => SetAllocated(0, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>Ends when it is known where the endpoint answers.</summary>
    internal Task Allocated => _first.Task;

    /// <summary>The environment variable that is told the port.</summary>
    internal string? PortVariable { get; set; }

    internal AllocatedEndpoint? AllocatedFor(int replica) => replica < _allocated.Count ? _allocated[replica] : AllocatedEndpoint;

    internal void SetAllocated(int replica, AllocatedEndpoint endpoint)
    {
        if (replica < _allocated.Count)
            _allocated[replica] = endpoint;
        else
            _allocated.Insert(replica, endpoint);

        _first.TrySetResult();
    }
}

public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port;

    public string UriScheme => Endpoint.UriScheme;

    public string EndPointString => $"{Address}:{Port}";

    public string UriString => $"{UriScheme}://{EndPointString}";

    public override string ToString() => UriString;
}

public enum EndpointProperty
{
    Url = 0,
    Host = 1,
    IPV4Host = 2,
    Port = 3,
    Scheme = 4,
    TargetPort = 5,
    HostAndPort = 6,
    TlsEnabled = 7,
}
