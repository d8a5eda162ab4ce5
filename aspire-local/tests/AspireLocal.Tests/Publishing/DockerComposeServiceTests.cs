using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;
using Aspire.Hosting.Testing;

namespace AspireLocal.Tests.Publishing;

public sealed class DockerComposeServiceTests : IDisposable
{
    private readonly DockerComposeGraph _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Endpoints_of_a_project_get_the_placeholder_a_port_counted_from_8000_or_their_own()
    {
        var file = await _graph.PublishAsync(builder => builder.AddProject<Projects.Sample_Web>("web")
            .WithHttpEndpoint(name: "none")
            .WithHttpEndpoint(port: 7001, name: "outside")
            .WithHttpEndpoint(targetPort: 7002, name: "inside")
            .WithHttpEndpoint(port: 7003, targetPort: 7004, name: "both"));

        file.ShouldContain("HTTP_PORTS: \"${WEB_PORT};8000;8001;7002;7004\"");
        Items(file, "expose").ShouldBe(["${WEB_PORT}", "8000", "8001", "7002", "7004"]);
    }

    [Fact]
    public async Task Endpoints_of_a_container_that_are_external_are_published_and_the_rest_exposed()
    {
        var file = await _graph.PublishAsync(builder => builder.AddImage("tool")
            .WithEndpoint(scheme: "http", port: 8080, name: "inner")
            .WithEndpoint(scheme: "http", port: 8081, name: "outer", isExternal: true)
            .WithEndpoint(scheme: "http", port: 9000, targetPort: 90, name: "mapped", isExternal: true)
            .WithEndpoint(scheme: "http", targetPort: 91, name: "any", isExternal: true)
            .WithEndpoint(scheme: "tcp", targetPort: 8080, name: "same", isExternal: false)
            .WithHttpEndpoint(env: "LISTEN"));

        Items(file, "ports").ShouldBe(["8081:8081", "9000:90", "91"]);
        Items(file, "expose").ShouldBe(["8080", "8000"]);
        file.ShouldContain("LISTEN: \"8000\"");
    }

    [Fact]
    public async Task Endpoints_without_ports_count_up_over_the_whole_file()
    {
        var file = await _graph.PublishAsync(builder =>
        {
            builder.AddImage("fixed").WithHttpEndpoint(targetPort: 8000);
            builder.AddImage("first").WithHttpEndpoint(env: "FIRST");
            builder.AddImage("second").WithHttpEndpoint(env: "SECOND");
        });

        file.ShouldContain("FIRST: \"8001\"");
        file.ShouldContain("SECOND: \"8002\"");
    }

    [Theory]
    [InlineData(EndpointProperty.Url, "redis://Store:6379")]
    [InlineData(EndpointProperty.Host, "Store")]
    [InlineData(EndpointProperty.IPV4Host, "Store")]
    [InlineData(EndpointProperty.Port, "6379")]
    [InlineData(EndpointProperty.TargetPort, "6379")]
    [InlineData(EndpointProperty.HostAndPort, "Store:6379")]
    [InlineData(EndpointProperty.Scheme, "redis")]
    public async Task Value_of_an_endpoint_is_what_other_services_reach_it_by(EndpointProperty property, string expected)
    {
        var file = await _graph.PublishAsync(builder =>
        {
            builder.AddImage("tool").WithValue("VALUE", builder.AddRedis("Store", port: 16379).GetEndpoint("tcp").Property(property));
        });

        file.ShouldContain($"VALUE: \"{expected}\"");
    }

    [Fact]
    public async Task Values_of_every_kind_are_expressed_through_their_parts()
    {
        var file = await _graph.PublishAsync(builder =>
        {
            var user = builder.AddParameter("user-name");
            var server = builder.AddConnectionString("server");
            var web = builder.AddProject<Projects.Sample_Web>("web");
            builder.AddImage("tool")
                .WithEnvironment("TEXT", "as \"it\" is: $HOME\n{0}")
                .WithEnvironment("URL", web.GetEndpoint("http"))
                .WithEnvironment("ALONE", $"{user}")
                .WithEnvironment("PARTS", $"{{{user}}}@{web.GetEndpoint("http").Property(EndpointProperty.HostAndPort)}/{user:uri}")
                .WithEnvironment("FIXED", ReferenceExpression.Create($"fixed"))
                .WithEnvironment("SERVER", server)
                .WithEnvironment("NESTED", $"{server.Resource};Pooling=false")
                .WithValue("NUMBER", 1.5)
                .WithValue("TRUTH", true);
        });

        file.ShouldContain("""
                environment:
                  TEXT: "as \"it\" is: $HOME\n{0}"
                  URL: "http://web:${WEB_PORT}"
                  ALONE: "${USER_NAME}"
                  PARTS: "{${USER_NAME}}@web:${WEB_PORT}/${USER_NAME}"
                  FIXED: "fixed"
                  SERVER: "${SERVER}"
                  NESTED: "${SERVER};Pooling=false"
                  NUMBER: "1.5"
                  TRUTH: "True"

            """);
    }

    [Theory]
    [InlineData("/bin/sh", "run $$HOME $${A:-b}")]
    [InlineData("BASH", "run $$HOME $${A:-b}")]
    [InlineData("/usr/bin/tool", "run $HOME ${A:-b}")]
    [InlineData(null, "run $HOME ${A:-b}")]
    public async Task Arguments_have_their_dollars_escaped_when_a_shell_reads_them(string? entrypoint, string expected)
    {
        var file = await _graph.PublishAsync(builder => builder.AddImage("tool", entrypoint: entrypoint).WithArgs("-c", "run $HOME ${A:-b}"));

        Items(file, "command").ShouldBe(["-c", expected]);
    }

    [Fact]
    public async Task Waits_become_dependencies_on_services_and_on_nothing_else()
    {
        var file = await _graph.PublishAsync(builder =>
        {
            var server = builder.AddImage("Server");
            var child = builder.AddResource(new Child("child", server.Resource));
            var once = builder.AddProject<Projects.Sample_OneShot>("one-shot");
            builder.AddImage("tool").WaitFor(builder.AddParameter("level")).WaitFor(builder.AddConnectionString("photos")).WaitFor(child).WaitForCompletion(once);
        });

        file.ShouldContain("""
                depends_on:
                  server:
                    condition: "service_started"
                  one-shot:
                    condition: "service_completed_successfully"
                networks:
            """);
    }

    [Fact]
    public async Task Resource_that_is_called_like_the_dashboard_is_refused_by_name() =>
        (await Should.ThrowAsync<DistributedApplicationException>(() => _graph.PublishAsync((builder, _) => builder.AddImage("Place-Dashboard")))).Message
            .ShouldBe("Place-Dashboard cannot be published to Docker Compose: another service is called 'place-dashboard'; give it another name.");

    [Fact]
    public async Task Resource_without_an_image_is_refused_by_name() =>
        (await _graph.RefusalAsync(builder => builder.AddResource(new ContainerResource("mystery")))).ShouldStartWith("mystery cannot be published");

    [Fact]
    public async Task Resources_that_are_no_compute_resources_are_passed_over()
    {
        var file = await _graph.PublishAsync(builder =>
        {
            builder.AddParameter("unused");
            builder.AddResource(new Child("child", builder.AddImage("tool").Resource));
        });

        file.ShouldNotContain("child");
        file.ShouldNotContain("UNUSED");
    }

    [Fact]
    public async Task Endpoint_that_no_service_has_is_refused_by_name()
    {
        var outside = new ContainerResource("outside");
        var message = await _graph.RefusalAsync(builder => builder.AddImage("tool").WithValue("VALUE", outside.GetEndpoint("http")));

        message.ShouldBe("tool cannot be published to Docker Compose: it refers to the endpoint 'http' of outside, which no service of the compose file has.");
    }

    [Fact]
    public async Task Endpoint_property_without_an_expression_is_refused_by_name() =>
        (await _graph.RefusalAsync(builder => builder.AddImage("tool").WithValue("VALUE", builder.AddRedis("store").GetEndpoint("tcp").Property(EndpointProperty.TlsEnabled))))
            .ShouldStartWith("tool cannot be published to Docker Compose: it asks for TlsEnabled of the endpoint 'tcp' of store");

    [Fact]
    public async Task Value_of_an_unknown_kind_is_refused_by_name() =>
        (await _graph.RefusalAsync(builder => builder.AddImage("tool").WithValue("VALUE", new Unknown()))).ShouldBe("tool cannot be published to Docker Compose: it uses a value of type Unknown, which a compose file cannot express.");

    [Fact]
    public async Task Builder_in_place_of_its_resource_is_refused_by_name() =>
        (await _graph.RefusalAsync(builder => builder.AddImage("tool").WithValue("VALUE", builder.AddParameter("level")))).ShouldStartWith("tool cannot be published to Docker Compose: it uses a value");

    [Fact]
    public async Task Argument_that_is_no_text_is_refused_by_name() =>
        (await _graph.RefusalAsync(builder => builder.AddImage("tool").WithArgs("--limit", 5))).ShouldBe("tool cannot be published to Docker Compose: its argument 5 is no text.");

    [Fact]
    public async Task Argument_that_cannot_be_escaped_is_refused_by_name() =>
        (await _graph.RefusalAsync(builder => builder.AddImage("tool", entrypoint: "sh").WithArgs("-c", new string('x', 1_000_001)))).ShouldStartWith("tool cannot be published to Docker Compose: an argument exceeds");

    [Fact]
    public async Task PublishAsDockerComposeService_without_an_environment_is_refused_by_name()
    {
        await using var builder = DockerComposeGraph.CreateBuilder(_graph.Folder);
        builder.AddProject<Projects.Sample_Web>("web").PublishAsDockerComposeService((_, _) => { });

        (await Should.ThrowAsync<DistributedApplicationException>(() => DockerComposeGraph.StartAsync(builder))).Message
            .ShouldStartWith("Resource 'web' is configured to publish as a Docker Compose service, but there are no 'DockerComposeEnvironmentResource' resources");
        Directory.GetFiles(_graph.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_knows_neither_the_environment_nor_what_is_published()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddDockerComposeEnvironment("place").WithDashboard().WithProperties(e => e.DefaultNetworkName = "inner");
        var web = builder.AddProject<Projects.Sample_Web>("web").PublishAsDockerComposeService((_, _) => { });

        builder.Resources.Select(r => r.Name).ShouldBe(["web"]);
        web.Resource.HasAnnotationOfType<DockerComposeServiceCustomizationAnnotation>().ShouldBeFalse();
    }

    [Fact]
    public async Task Output_path_that_cannot_be_written_is_one_error()
    {
        var blocked = Path.Combine(_graph.Folder, "docker-compose.yaml");
        Directory.CreateDirectory(blocked);

        (await _graph.RefusalAsync(builder => builder.AddImage("tool"))).ShouldStartWith($"{_graph.Folder} cannot be written: ");

        await using var builder = DockerComposeGraph.CreateBuilder("/dev/null/below");
        builder.AddDockerComposeEnvironment("place");
        (await Should.ThrowAsync<DistributedApplicationException>(() => DockerComposeGraph.StartAsync(builder))).Message.ShouldStartWith("/dev/null/below cannot be written: ");
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("prepare-place")]
    public async Task Step_other_than_publish_is_refused(string step)
    {
        await using var builder = DockerComposeGraph.CreateBuilder(_graph.Folder, "--step", step);
        builder.AddDockerComposeEnvironment("place");

        (await Should.ThrowAsync<DistributedApplicationException>(() => DockerComposeGraph.StartAsync(builder))).Message.ShouldContain($"not '{step}'");
        Directory.GetFiles(_graph.Folder).ShouldBeEmpty();
    }

    /// <summary>The entries of the only list of that name.</summary>
    private static IEnumerable<string> Items(string file, string list) => file.Split('\n')
        .SkipWhile(l => l.Trim() != $"{list}:").Skip(1)
        .TakeWhile(l => l.StartsWith("      - ", StringComparison.Ordinal))
        .Select(l => l.Trim()[3..^1]);

    private sealed class Child(string name, ContainerResource parent) : Resource(name), IResourceWithParent<ContainerResource>
    {
        public ContainerResource Parent => parent;
    }

    private sealed class Unknown : IValueProvider
    {
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new("hidden");
    }
}
