namespace MediaClusters.Tests.Deployment.Tools;

public sealed class HelmChartTests : IDisposable
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-api
        spec:
          replicas: {{ .Values.replicas }}
          selector:
            matchLabels: { app: api }
          template:
            metadata:
              labels: { app: api }
            spec:
              containers:
                - name: api
                  image: {{ .Values.image | quote }}
        """;

    private readonly ChartFolder _folder = new(Deployment);
    private readonly HelmChart _chart;

    public HelmChartTests() => _chart = new HelmChart(_folder.Path);

    [ToolFact(Tool.Helm)]
    public async Task Lint_good_chart_passes() => await _chart.LintAsync();

    [ToolFact(Tool.Helm)]
    public async Task Lint_broken_template_throws_with_helms_words()
    {
        _folder.WriteTemplate(Deployment.Replace("{{ .Values.replicas }}", "{{ .Values.replicas | doubled }}", StringComparison.Ordinal));

        (await Should.ThrowAsync<ToolException>(() => _chart.LintAsync())).Message.ShouldContain("function \"doubled\" not defined");
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_values_override_the_charts()
    {
        var deployment = (await _chart.TemplateAsync("replicas: 7")).ShouldHaveSingleItem();

        deployment.ToString().ShouldBe("apps/v1 Deployment release-api");
        deployment.Body["spec"]!["replicas"]!.GetValue<long>().ShouldBe(7);
    }

    [ToolFact(Tool.Helm)]
    public async Task Template_required_value_that_is_missing_throws()
    {
        _folder.WriteTemplate(Deployment.Replace(".Values.image", "required \"image is not set\" .Values.tag", StringComparison.Ordinal));

        (await Should.ThrowAsync<ToolException>(() => _chart.TemplateAsync())).Message.ShouldContain("image is not set");
    }

    [ToolFact(Tool.Helm, Tool.Kubernetes)]
    public async Task Template_rendered_objects_can_be_validated()
        => (await _chart.TemplateAsync()).SelectMany(KubernetesSchema.Validate).ShouldBeEmpty();

    public void Dispose() => _folder.Dispose();

    private sealed class ChartFolder : IDisposable
    {
        public ChartFolder(string template)
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "templates"));
            File.WriteAllText(System.IO.Path.Combine(Path, "Chart.yaml"), "apiVersion: v2\nname: sample\nversion: 0.1.0\n");
            File.WriteAllText(System.IO.Path.Combine(Path, "values.yaml"), "replicas: 2\nimage: registry.example/api:1\n");
            WriteTemplate(template);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("mc-chart-").FullName;

        public void WriteTemplate(string template) => File.WriteAllText(System.IO.Path.Combine(Path, "templates", "api.yaml"), template);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
