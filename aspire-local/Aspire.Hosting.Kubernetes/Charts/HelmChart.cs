namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>What Chart.yaml says, in its order.</summary>
internal sealed class HelmChart
{
    public string ApiVersion { get; } = "v2";

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string KubeVersion { get; } = ">= 1.18.0-0";

    public required string Description { get; init; }

    public string Type { get; } = "application";

    public IReadOnlyList<string> Keywords { get; } = ["aspire", "kubernetes"];

    public string AppVersion => Version;

    public bool Deprecated { get; }
}
