namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>A chart in a folder, seen by helm for the Kubernetes whose schema the tests have.</summary>
internal sealed class HelmChart(string folder)
{
    private static readonly string[] Cluster = ["--kube-version", KubernetesSchema.Version];

    /// <summary>Throws where helm finds fault, warnings included. <paramref name="values"/> are YAML, on top of the chart's own.</summary>
    public Task LintAsync(string values = "") =>
        Tool.RunAsync(Tool.Helm, folder, ["lint", ".", "--strict", "--values", "-", .. Cluster], values);

    public async Task<IReadOnlyList<KubernetesObject>> TemplateAsync(string values = "")
    {
        var manifests = await Tool.RunAsync(Tool.Helm, folder, ["template", "release", ".", "--values", "-", .. Cluster], values);
        return KubernetesObject.Parse(manifests.Text);
    }
}
