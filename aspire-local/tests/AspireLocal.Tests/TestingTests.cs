using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireLocal.Tests;

public sealed class TestingTests
{
    [Fact]
    public void TestingBuilder_has_every_property_of_a_builder() =>
        typeof(IDistributedApplicationTestingBuilder).GetInterfaces().SelectMany(i => i.GetProperties()).Select(p => p.Name)
            .ShouldBe(typeof(IDistributedApplicationBuilder).GetProperties().Select(p => p.Name), ignoreOrder: true);

    [Fact]
    public async Task CreateAsync_assembly_without_an_entry_point_is_refused() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<ServiceCollection>([]))).Message.ShouldContain("does not have an entry point");

    [Theory]
    [InlineData(null, "Development")]
    [InlineData("--environment=Testing", "Testing")]
    public async Task CreateAsync_environment_is_the_launch_profiles_unless_arguments_say_otherwise(string? argument, string expected)
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(argument is null ? [] : [argument]);

        builder.Environment.EnvironmentName.ShouldBe(expected);
    }

    [Fact]
    public async Task CreateAsync_first_launch_profile_is_taken_and_another_must_exist()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>([]);

        builder.Configuration["DOTNET_LAUNCH_PROFILE"].ShouldBe("http");
        (await Should.ThrowAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(["--DOTNET_LAUNCH_PROFILE=missing"]))).Message
            .ShouldContain("'missing', was not found");
    }

    [Fact]
    public async Task CreateAsync_arguments_reach_the_AppHosts_configuration_and_its_resources_the_model()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(["APP_HOST_ARG=42", "--Replicas=3"]);
        await using var app = await builder.BuildAsync();

        app.Services.GetRequiredService<IConfiguration>()["APP_HOST_ARG"].ShouldBe("42");
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>().Single(r => r.Name == "web").GetReplicaCount().ShouldBe(3);
        app.Services.GetRequiredService<IHostEnvironment>().ContentRootPath.ShouldEndWith("Sample.AppHost");
        DistributedApplicationTestingBuilder.Create("APP_HOST_ARG=42").Configuration["APP_HOST_ARG"].ShouldBe("42");
    }

    [Theory]
    [InlineData(null, "Array params contains null item: [arg, , arg2] (Parameter 'args')")]
    [InlineData("", "Array params contains empty item: [arg, , arg2] (Parameter 'args')")]
    public async Task Create_argument_that_is_missing_is_refused(string? missing, string message)
    {
        string[] args = ["arg", missing!, "arg2"];

        Should.Throw<ArgumentException>(() => DistributedApplicationTestingBuilder.Create(args)).Message.ShouldBe(message);
        (await Should.ThrowAsync<ArgumentException>(() => DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(args))).Message.ShouldBe(message);
        Should.Throw<ArgumentNullException>(() => DistributedApplicationTestingBuilder.Create(null!)).ParamName.ShouldBe("args");
    }

    [Fact]
    public async Task AppHost_that_crashes_before_it_is_built_fails_the_creation() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(["--Crash=before-build"]))).Message.ShouldContain("before-build");

    [Fact]
    public async Task AppHost_that_crashes_after_it_was_built_fails_the_start()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(["--Crash=after-build"]);
        await using var app = await builder.BuildAsync();

        (await Should.ThrowAsync<InvalidOperationException>(() => app.StartAsync())).Message.ShouldContain("after-build");
    }

    [Fact]
    public async Task Resource_is_not_resolved_before_the_application_has_started()
    {
        await using var model = await LiveModel.BuildAsync(builder => builder.AddResource(new CustomResource("store")));
        const string Message = "The application must be started before resolving endpoints or connection strings.";

        Should.Throw<InvalidOperationException>(() => model.App.CreateHttpClient("store")).Message.ShouldBe(Message);
        Should.Throw<InvalidOperationException>(() => model.App.GetEndpoint("store")).Message.ShouldBe(Message);
        (await Should.ThrowAsync<InvalidOperationException>(async () => await model.App.GetConnectionStringAsync("store"))).Message.ShouldBe(Message);
    }

    [Fact]
    public async Task GetEndpoint_without_a_name_prefers_https()
    {
        await using var model = await LiveModel.StartAsync(builder =>
        {
            builder.AddResource(Service("both", "http", "https"));
            builder.AddResource(Service("one", "http"));
        });
        using var client = model.App.CreateHttpClient("both");

        model.App.GetEndpoint("both").Scheme.ShouldBe("https");
        model.App.GetEndpoint("both", "http").Scheme.ShouldBe("http");
        model.App.GetEndpoint("one").Scheme.ShouldBe("http");
        client.BaseAddress.ShouldBe(model.App.GetEndpoint("both"));
    }

    [Fact]
    public async Task Resource_that_has_not_what_was_asked_for_is_named()
    {
        await using var model = await LiveModel.StartAsync(builder =>
        {
            builder.AddResource(new CustomResource("store"));
            builder.AddResource(Service("web", "http"));
        });

        (await model.App.GetConnectionStringAsync("store")).ShouldBe("custom");
        Should.Throw<ArgumentException>(() => model.App.GetEndpoint("nobody")).Message.ShouldStartWith("Resource 'nobody' not found.");
        Should.Throw<ArgumentException>(() => model.App.GetEndpoint("store")).Message.ShouldStartWith("Resource 'store' has no allocated endpoints.");
        Should.Throw<ArgumentException>(() => model.App.GetEndpoint("web", "other")).Message.ShouldStartWith("Endpoint 'other' for resource 'web' not found.");
        (await Should.ThrowAsync<ArgumentException>(async () => await model.App.GetConnectionStringAsync("web"))).Message.ShouldStartWith("Resource 'web' does not expose a connection string.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Resource_without_a_name_is_refused(string? name)
    {
        await using var model = await LiveModel.BuildAsync();

        Should.Throw<ArgumentException>(() => model.App.CreateHttpClient(name!)).ParamName.ShouldBe("resourceName");
        Should.Throw<ArgumentException>(() => model.App.GetEndpoint(name!)).ParamName.ShouldBe("resourceName");
        (await Should.ThrowAsync<ArgumentException>(async () => await model.App.GetConnectionStringAsync(name!))).ParamName.ShouldBe("resourceName");
        Should.Throw<ArgumentNullException>(() => ((DistributedApplication)null!).GetEndpoint("web")).ParamName.ShouldBe("app");
    }

    private static ContainerResource Service(string name, params string[] schemes)
    {
        var service = new ContainerResource(name);

        foreach (var scheme in schemes)
            service.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: scheme, name: scheme));

        return service;
    }
}
