using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests.Publishing;

public sealed class PublisherTests : IDisposable
{
    private readonly DockerComposeGraph _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Publish_without_an_output_path_writes_below_the_AppHost()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ProjectDirectory = _graph.Folder, Args = ["--operation", "publish", "--step", "publish"] });
        builder.AddDockerComposeEnvironment("place");
        await using var app = builder.Build();

        await app.StartAsync();

        File.Exists(Path.Combine(_graph.Folder, "aspire-output", "docker-compose.yaml")).ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_manifest_of_Aspire_is_refused()
    {
        await using var builder = DockerComposeGraph.CreateBuilder(_graph.Folder, "--publisher", "manifest");
        builder.AddDockerComposeEnvironment("place");

        (await Should.ThrowAsync<DistributedApplicationException>(() => DockerComposeGraph.StartAsync(builder))).Message.ShouldContain("writes no aspire-manifest.json");
    }

    [Fact]
    public async Task Publish_to_two_environments_is_refused() =>
        (await _graph.RefusalAsync(builder => builder.AddKubernetesEnvironment("cluster"))).ShouldEndWith("multiple compute environments ('place', 'cluster').");

    [Fact]
    public async Task Publish_refused_or_cancelled_leaves_the_earlier_result()
    {
        var earlier = await _graph.PublishAsync(builder => builder.AddImage("tool"));
        await _graph.RefusalAsync(builder => builder.AddResource(new ContainerResource("mystery")));
        _graph.ComposeFile.ShouldBe(earlier);

        await using var builder = DockerComposeGraph.CreateBuilder(_graph.Folder);
        builder.AddDockerComposeEnvironment("place");
        using var given = new CancellationTokenSource();
        builder.AddImage("other").WithEnvironment(_ => given.Cancel());
        var app = await builder.BuildAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => app.StartAsync(given.Token));
        _graph.ComposeFile.ShouldBe(earlier);
        Directory.GetFileSystemEntries(_graph.Folder).ShouldBe([Path.Combine(_graph.Folder, "docker-compose.yaml")]);
    }
}
