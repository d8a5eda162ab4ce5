using Microsoft.Extensions.Configuration;

namespace MediaClusters.ServiceDefaults.Http;

/// <summary>
/// Stands for Microsoft.Extensions.ServiceDiscovery: <c>http://api</c> goes to the address that Aspire
/// left under <c>services:api:http:0</c>; every other address stays as it is.
/// </summary>
internal sealed class ServiceDiscoveryHandler(IConfiguration configuration) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { IsAbsoluteUri: true, IsDefaultPort: true } uri
            && configuration[$"services:{uri.Host}:{uri.Scheme}:0"] is { Length: > 0 } address
            && Uri.TryCreate(address, UriKind.Absolute, out var target))
        {
            request.RequestUri = new UriBuilder(uri) { Scheme = target.Scheme, Host = target.Host, Port = target.Port }.Uri;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
