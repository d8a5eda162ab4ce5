using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Charts;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting;

public static class KubernetesEnvironmentExtensions
{
    /// <summary>Adds a cluster to publish to. While the graph runs it is not part of it.</summary>
    public static IResourceBuilder<KubernetesEnvironmentResource> AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var environment = new KubernetesEnvironmentResource(name)
        {
            HelmChartName = Helm.ChartName(builder.Environment.ApplicationName),
            Dashboard = builder.CreateResourceBuilder(new KubernetesAspireDashboardResource($"{name}-dashboard")).WithDashboardContainer().Resource,
        };

        return builder.ExecutionContext.IsRunMode ? builder.CreateResourceBuilder(environment) : builder.AddResource(environment);
    }

    public static IResourceBuilder<KubernetesEnvironmentResource> WithHelm(this IResourceBuilder<KubernetesEnvironmentResource> builder, Action<HelmChartOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configure?.Invoke(new HelmChartOptions(builder.Resource));
        return builder;
    }

    public static IResourceBuilder<KubernetesEnvironmentResource> WithProperties(this IResourceBuilder<KubernetesEnvironmentResource> builder, Action<KubernetesEnvironmentResource> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(builder.Resource);
        return builder;
    }

    /// <summary>Deploys the Aspire dashboard with the rest, and has the projects report to it; so it is by default.</summary>
    public static IResourceBuilder<KubernetesEnvironmentResource> WithDashboard(this IResourceBuilder<KubernetesEnvironmentResource> builder, bool enabled = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.DashboardEnabled = enabled;
        return builder;
    }
}
