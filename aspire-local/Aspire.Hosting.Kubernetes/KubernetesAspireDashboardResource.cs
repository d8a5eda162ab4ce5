using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Kubernetes;

/// <summary>The Aspire dashboard in the cluster.</summary>
public class KubernetesAspireDashboardResource(string name) : ContainerResource(name)
{
    public EndpointReference OtlpGrpcEndpoint => new(this, DashboardContainer.OtlpEndpointName);
}
