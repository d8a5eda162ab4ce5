using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace MediaClusters.AppHost.Publishing;

internal enum PublishTarget
{
    Compose,
    Kubernetes,
}

internal static class PublishTargets
{
    public const string Key = "target";
    public const string ChartName = "media-clusters";

    public static IReadOnlyList<PublishTarget> All { get; } = Enum.GetValues<PublishTarget>();

    public static string Name(this PublishTarget target) => target.ToString().ToLowerInvariant();

    public static bool TryParse(string? name, out PublishTarget target)
    {
        target = default;
        return All.Any(t => t.Name() == name) && Enum.TryParse(name, ignoreCase: true, out target);
    }

    /// <summary>Adds the environment that is published to; null while the graph runs on this machine.</summary>
    /// <exception cref="DistributedApplicationException">The configured target does not exist.</exception>
    public static PublishTarget? AddPublishTarget(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
            return null;

        var name = builder.Configuration[Key] ?? PublishTarget.Compose.Name();

        if (!TryParse(name, out var target))
            throw new DistributedApplicationException($"There is no target '{name}' to publish to: use {string.Join(" or ", All.Select(t => t.Name()))}.");

        // Telemetry goes where OTLP_ENDPOINT says; the dashboard is for development.
        if (target is PublishTarget.Compose)
            builder.AddDockerComposeEnvironment(target.Name()).WithDashboard(enabled: false).ConfigureComposeFile(f => f.Name = ChartName);
        else
            builder.AddKubernetesEnvironment(target.Name()).WithDashboard(enabled: false).WithHelm(h => h.WithChartName(ChartName).WithChartVersion(Version()).WithChartDescription("Groups each pet's photos and serves the groups"));

        return target;
    }

    private static string Version() => typeof(PublishTargets).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
