using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Testing;

namespace AspireLocal.Tests.Publishing;

/// <summary>A graph that was published to a Helm chart, in a folder of its own.</summary>
internal sealed class KubernetesPublish : IDisposable
{
    private KubernetesPublish()
    {
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("aspire local chart ").FullName;

    /// <summary>A file of the chart.</summary>
    public string this[string path] => File.ReadAllText(Path.Combine(Folder, path));

    public IReadOnlyList<string> Paths =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];

    public static async Task<KubernetesPublish> OfAsync(Action<IDistributedApplicationBuilder> addResources, Action<IResourceBuilder<KubernetesEnvironmentResource>>? configure = null)
    {
        var publish = new KubernetesPublish();

        try
        {
            await RunAsync(publish.Folder, addResources, configure);
            return publish;
        }
        catch
        {
            publish.Dispose();
            throw;
        }
    }

    /// <summary>What the graph cannot be published for.</summary>
    public static async Task<string> RefusalAsync(Action<IDistributedApplicationBuilder> addResources) =>
        (await Should.ThrowAsync<DistributedApplicationException>(async () => (await OfAsync(addResources)).Dispose())).Message;

    public static async Task RunAsync(string folder, Action<IDistributedApplicationBuilder> addResources, Action<IResourceBuilder<KubernetesEnvironmentResource>>? configure = null)
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--operation", "publish", "--output-path", folder);
        var environment = builder.AddKubernetesEnvironment("env").WithHelm(h => h.WithChartName("pets"));
        configure?.Invoke(environment);
        addResources(builder);
        using var limit = new CancellationTokenSource(Graph.Patience);
        var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
