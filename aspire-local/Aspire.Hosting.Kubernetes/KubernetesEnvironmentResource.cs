using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes.Charts;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Kubernetes;

/// <summary>A cluster to deploy to; publishing writes a Helm chart for it.</summary>
public sealed class KubernetesEnvironmentResource : Resource, IManifestWriter
{
    public KubernetesEnvironmentResource(string name)
        : base(name)
    {
    }

    public bool DashboardEnabled { get; set; } = true;

    public string DefaultImagePullPolicy { get; set; } = "IfNotPresent";

    public string DefaultServiceType { get; set; } = "ClusterIP";

    /// <summary>Where containers keep what outlives them. Nothing that can be published here has volumes.</summary>
    public string DefaultStorageType { get; set; } = "emptyDir";

    internal string HelmChartName { get; set; } = "aspire";

    internal string HelmChartVersion { get; set; } = "0.1.0";

    internal string HelmChartDescription { get; set; } = "Aspire Helm Chart";

    internal KubernetesAspireDashboardResource? Dashboard { get; init; }

    Task<IReadOnlyDictionary<string, string>> IManifestWriter.BuildAsync(ManifestContext context, CancellationToken cancellationToken) => new Chart(this, context).BuildAsync(cancellationToken);
}
