using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;
using Aspire.Hosting.Testing;

namespace AspireLocal.Tests.Publishing;

/// <summary>A folder that graphs are published to as Docker Compose.</summary>
internal sealed class DockerComposeGraph : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("compose-").FullName;

    public string ComposeFile => File.ReadAllText(Path.Combine(Folder, "docker-compose.yaml"));

    public string EnvFile
    {
        get => File.ReadAllText(EnvPath);
        set => File.WriteAllText(EnvPath, value);
    }

    public string EnvPath => Path.Combine(Folder, ".env");

    public static IDistributedApplicationTestingBuilder CreateBuilder(string folder, params string[] args) =>
        DistributedApplicationTestingBuilder.Create(["--operation", "publish", "--output-path", folder, .. args]);

    /// <summary>Publishes to an environment without a dashboard.</summary>
    public Task<string> PublishAsync(Action<IDistributedApplicationTestingBuilder> add) =>
        PublishAsync((builder, environment) =>
        {
            environment.WithDashboard(false);
            add(builder);
        });

    public async Task<string> PublishAsync(Action<IDistributedApplicationTestingBuilder, IResourceBuilder<DockerComposeEnvironmentResource>> add)
    {
        await using var builder = CreateBuilder(Folder);
        add(builder, builder.AddDockerComposeEnvironment("place"));
        await StartAsync(builder);
        return ComposeFile;
    }

    /// <summary>Publishes what cannot be published, and tells why.</summary>
    public async Task<string> RefusalAsync(Action<IDistributedApplicationTestingBuilder> add) =>
        (await Should.ThrowAsync<DistributedApplicationException>(() => PublishAsync(add))).Message;

    public static async Task StartAsync(IDistributedApplicationTestingBuilder builder)
    {
        using var limit = new CancellationTokenSource(Graph.Patience);
        var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

internal static class ContainerExtensions
{
    public static IResourceBuilder<ContainerResource> AddImage(this IDistributedApplicationBuilder builder, string name, string image = "registry.test/tool", string? entrypoint = null) =>
        builder.AddResource(new ContainerResource(name, entrypoint)).WithAnnotation(new ContainerImageAnnotation { Image = image, Tag = "1.2" });

    public static IResourceBuilder<T> WithValue<T>(this IResourceBuilder<T> builder, string name, object value)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context => context.EnvironmentVariables[name] = value);
}
