using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;

namespace AspireLocal.Tests.Publishing;

public sealed class DockerComposeEnvFileTests : IDisposable
{
    private readonly DockerComposeGraph _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Publish_without_variables_writes_no_file()
    {
        await _graph.PublishAsync(builder => builder.AddImage("tool"));

        File.Exists(_graph.EnvPath).ShouldBeFalse();
    }

    [Fact]
    public async Task Publish_values_known_to_the_graph_are_in_no_file()
    {
        await _graph.PublishAsync(builder =>
        {
            builder.Configuration["Parameters:token"] = "hidden-1";
            builder.Configuration["ConnectionStrings:photos"] = "Host=db;Password=hidden-2";
            builder.Configuration["Parameters:cache-password"] = "hidden-3";
            builder.AddProject<Projects.Sample_Web>("web")
                .WithEnvironment("TOKEN", builder.AddParameter("token", secret: true))
                .WithEnvironment("GIVEN", builder.AddParameter("given", "hidden-4", secret: true))
                .WithEnvironment("SHOWN", builder.AddParameter("shown", "hidden-5", publishValueAsDefault: true))
                .WithReference(builder.AddConnectionString("photos"))
                .WithReference(builder.AddRedis("cache"));
        });

        foreach (var path in Directory.GetFiles(_graph.Folder))
            (await File.ReadAllTextAsync(path)).ShouldNotContain("hidden");
    }

    [Fact]
    public async Task Publish_again_keeps_values_and_adds_new_names()
    {
        await PublishAsync("first");
        _graph.EnvFile.ShouldBe("# Parameter first\nFIRST=\n\n");
        _graph.EnvFile = _graph.EnvFile.Replace("FIRST=", "FIRST=a = b#c", StringComparison.Ordinal);

        await PublishAsync("first", "second");

        _graph.EnvFile.ShouldBe("# Parameter first\nFIRST=a = b#c\n\n# Parameter second\nSECOND=\n\n");
    }

    [Fact]
    public async Task Publish_again_keeps_what_the_graph_does_not_know_and_orders_by_name()
    {
        _graph.EnvFile = "  ZONE=eu\n# gone\n\nMIDDLE = x\n# lost\n# my words\nFIRST=1\nno variable\n=neither\nFIRST=2";

        await PublishAsync("second", "first");

        _graph.EnvFile.ShouldBe("FIRST=2\n\nMIDDLE= x\n\n# Parameter second\nSECOND=\n\nZONE=eu\n\n");
    }

    [Fact]
    public async Task Publish_again_keeps_the_comment_above_a_variable()
    {
        _graph.EnvFile = "# my words\nFIRST=1\n";

        await PublishAsync("first");

        _graph.EnvFile.ShouldBe("# my words\nFIRST=1\n\n");
    }

    [Theory]
    [InlineData("\"-----BEGIN\nLINE=2\n# no comment\nEND-----\"")]
    [InlineData("'a\nb'")]
    [InlineData("\"closed\" # and more")]
    [InlineData("\"open")]
    public async Task Publish_again_keeps_a_value_in_quotes_whole(string value)
    {
        _graph.EnvFile = $"CERTIFICATE={value}\nZONE=eu\n";

        await PublishAsync("first");

        _graph.EnvFile.ShouldBe($"CERTIFICATE={value}\n\n# Parameter first\nFIRST=\n\nZONE=eu\n\n");
    }

    [Fact]
    public async Task Publish_two_values_of_one_name_is_refused() =>
        (await _graph.RefusalAsync(builder => builder.AddProject<Projects.Sample_Web>("web").WithEnvironment("OTHER", builder.AddParameter("web-port"))))
            .ShouldBe("place cannot be published to Docker Compose: 'Default container port for web' and 'Parameter web-port' would both be WEB_PORT; give the parameter another name.");

    [Fact]
    public async Task Publish_into_an_empty_file_asks_for_every_variable()
    {
        _graph.EnvFile = "";

        await PublishAsync("first");

        _graph.EnvFile.ShouldBe("# Parameter first\nFIRST=\n\n");
    }

    [Fact]
    public async Task ConfigureEnvFile_describes_and_removes_variables()
    {
        var captured = new Dictionary<string, CapturedEnvironmentVariable>();

        await _graph.PublishAsync((builder, environment) =>
        {
            environment.WithDashboard(false).ConfigureEnvFile(variables =>
            {
                foreach (var (name, variable) in variables)
                    captured[name] = variable;

                variables["TOKEN"].Description = "What callers\nsend";
                variables["WEB_PORT"].Description = null;
                variables.Remove("WEB_IMAGE");
            });
            builder.AddProject<Projects.Sample_Web>("web").WithEnvironment("TOKEN", builder.AddParameter("token", secret: true));
        });

        _graph.EnvFile.ShouldBe("# What callers send\nTOKEN=\n\nWEB_PORT=\n\n");
        _graph.ComposeFile.ShouldContain("image: \"${WEB_IMAGE}\"");
        captured["TOKEN"].Source.ShouldBeOfType<ParameterResource>().Name.ShouldBe("token");
        captured["TOKEN"].DefaultValue.ShouldBeNull();
        captured["WEB_IMAGE"].Name.ShouldBe("WEB_IMAGE");
        captured["WEB_IMAGE"].DefaultValue.ShouldBe("web:latest");
        captured["WEB_PORT"].DefaultValue.ShouldBe("8080");
    }

    [Fact]
    public async Task AsEnvironmentPlaceholder_in_a_service_asks_for_the_parameter()
    {
        var file = await _graph.PublishAsync(builder =>
        {
            var name = builder.AddParameter("container-name");
            builder.AddImage("tool").PublishAsDockerComposeService((resource, service) =>
            {
                service.ContainerName = name.AsEnvironmentPlaceholder(resource);
                service.Labels["again"] = name.Resource.AsEnvironmentPlaceholder(resource);
            });
        });

        file.ShouldContain("container_name: \"${CONTAINER_NAME}\"");
        file.ShouldContain("again: \"${CONTAINER_NAME}\"");
        _graph.EnvFile.ShouldBe("# Parameter container-name\nCONTAINER_NAME=\n\n");
    }

    private Task PublishAsync(params string[] parameters) => _graph.PublishAsync(builder =>
    {
        var tool = builder.AddImage("tool");

        foreach (var parameter in parameters)
            tool.WithEnvironment(parameter, builder.AddParameter(parameter));
    });
}
