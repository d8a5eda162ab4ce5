using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace AspireLocal.Tests;

public sealed class WithReferenceTests
{
    [Theory]
    [InlineData("data")]
    [InlineData("DAta")]
    public async Task WithReference_one_endpoint_is_told_for_discovery_and_by_plain_name(string asked)
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithAllocated("data", 2000, "https");

        var variables = await builder.AddPlainProject("caller").WithReference(web.GetEndpoint(asked)).VariablesAsync();

        variables["services__web__data__0"].ShouldBe("https://localhost:2000");
        variables["WEB_DATA"].ShouldBe("https://localhost:2000");
    }

    [Fact]
    public async Task WithReference_hyphen_in_the_service_name_is_kept_for_discovery_and_replaced_in_the_plain_name()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web-site").WithAllocated("data", 2000, "https");

        var variables = await builder.AddPlainProject("caller").WithReference(web).VariablesAsync();

        variables["services__web-site__data__0"].ShouldBe("https://localhost:2000");
        variables["WEB_SITE_DATA"].ShouldBe("https://localhost:2000");
        variables.Keys.ShouldNotContain("services__web_site__data__0");
        variables.Keys.ShouldNotContain("WEB-SITE_DATA");
    }

    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task WithReference_endpoints_one_by_one_are_each_told(string secondScheme)
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithAllocated("first", 2000, "https").WithAllocated("second", 3000, secondScheme).WithAllocated("third", 4000, "http");

        var variables = await builder.AddPlainProject("caller")
            .WithReference(web.GetEndpoint("first"))
            .WithReference(web.GetEndpoint("second"))
            .VariablesAsync();

        variables["services__web__first__0"].ShouldBe("https://localhost:2000");
        variables["services__web__second__0"].ShouldBe($"{secondScheme}://localhost:3000");
        variables["WEB_FIRST"].ShouldBe("https://localhost:2000");
        variables["WEB_SECOND"].ShouldBe($"{secondScheme}://localhost:3000");
        variables.Keys.ShouldNotContain("WEB_THIRD");
    }

    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task WithReference_service_tells_all_its_endpoints(string secondScheme)
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithAllocated("first", 2000, "https").WithAllocated("second", 3000, secondScheme);

        var variables = await builder.AddPlainProject("caller").WithReference(web).VariablesAsync();

        variables["services__web__first__0"].ShouldBe("https://localhost:2000");
        variables["services__web__second__0"].ShouldBe($"{secondScheme}://localhost:3000");
        variables["WEB_FIRST"].ShouldBe("https://localhost:2000");
        variables["WEB_SECOND"].ShouldBe($"{secondScheme}://localhost:3000");
    }

    [Fact]
    public async Task WithReference_endpoint_called_http_that_speaks_https_is_found_under_its_scheme()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithAllocated("http", 443, "https");

        var variables = await builder.AddPlainProject("caller").WithReference(web).VariablesAsync();

        variables["services__web__https__0"].ShouldBe("https://localhost:443");
        variables.Keys.ShouldNotContain("services__web__http__0");
    }

    [Fact]
    public async Task WithReference_endpoint_of_another_name_is_found_under_that_name()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithAllocated("http", 8080, "http").WithAllocated("prometheus", 9090, "http");

        var variables = await builder.AddPlainProject("caller").WithReference(web).VariablesAsync();

        variables["services__web__http__0"].ShouldBe("http://localhost:8080");
        variables["services__web__prometheus__0"].ShouldBe("http://localhost:9090");
    }

    [Fact]
    public async Task WithReference_connection_string_that_is_missing_throws()
    {
        await using var builder = Model.Create();
        var source = builder.AddResource(new CustomResource("store") { ConnectionString = null });
        var caller = builder.AddPlainProject("caller").WithReference(source, optional: false);

        var failure = await Should.ThrowAsync<DistributedApplicationException>(caller.VariablesAsync);

        failure.Message.ShouldBe("The connection string for the resource 'store' is not available.");
    }

    [Fact]
    public async Task WithReference_optional_connection_string_that_is_missing_is_left_out()
    {
        await using var builder = Model.Create();
        var source = builder.AddResource(new CustomResource("store") { ConnectionString = null });
        var outside = builder.AddConnectionString("outside");

        var variables = await builder.AddPlainProject("caller").WithReference(source, optional: true).WithReference(outside, optional: true).VariablesAsync();

        variables.Keys.ShouldNotContain(k => k.StartsWith("ConnectionStrings__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithReference_connection_string_is_the_only_one_and_under_the_resources_name()
    {
        await using var builder = Model.Create();
        var source = builder.AddResource(new CustomResource("store") { ConnectionString = "123" });

        var variables = await builder.AddPlainProject("caller").WithReference(source).VariablesAsync();

        variables.Single(v => v.Key.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).ShouldBe(new("ConnectionStrings__store", "123"));
    }

    [Fact]
    public async Task WithReference_connection_name_replaces_the_resources_name()
    {
        await using var builder = Model.Create();
        var source = builder.AddResource(new CustomServer("store"));

        var variables = await builder.AddPlainProject("caller").WithReference(source, connectionName: "bob").VariablesAsync();

        variables["ConnectionStrings__bob"].ShouldBe("Server=localhost;Database=photos");
        variables["BOB_HOST"].ShouldBe("localhost");
        variables["BOB_PORT"].ShouldBe("5432");
        variables.Keys.ShouldNotContain(k => k.StartsWith("STORE_", StringComparison.Ordinal) || k == "ConnectionStrings__store");
    }

    [Fact]
    public async Task WithReference_project_and_container_get_string_and_parts()
    {
        await using var builder = Model.Create();
        var source = builder.AddResource(new CustomServer("store"));

        foreach (var variables in (Dictionary<string, string?>[])
            [
                await builder.AddPlainProject("project").WithReference(source).VariablesAsync(),
                await builder.AddResource(new ContainerResource("container")).WithReference(source).VariablesAsync(),
            ])
        {
            variables["ConnectionStrings__store"].ShouldBe("Server=localhost;Database=photos");
            variables["STORE_HOST"].ShouldBe("localhost");
            variables["STORE_PORT"].ShouldBe("5432");
        }
    }

    [Fact]
    public async Task WithReference_hyphen_in_the_connection_name_is_replaced_in_the_parts_names()
    {
        await using var builder = Model.Create();
        var source = builder.AddResource(new CustomServer("photo-store"));

        var variables = await builder.AddPlainProject("caller").WithReference(source).VariablesAsync();

        variables["ConnectionStrings__photo-store"].ShouldBe("Server=localhost;Database=photos");
        variables["PHOTO_STORE_HOST"].ShouldBe("localhost");
        variables["PHOTO_STORE_PORT"].ShouldBe("5432");
        variables.Keys.ShouldNotContain("PHOTO-STORE_HOST");
    }

    [Fact]
    public async Task AddConnectionString_is_read_from_configuration()
    {
        await using var builder = Model.Create();
        builder.Configuration["ConnectionStrings:store"] = "test connection string";

        var variables = await builder.AddPlainProject("caller").WithReference(builder.AddConnectionString("store")).VariablesAsync();

        variables["ConnectionStrings__store"].ShouldBe("test connection string");
    }

    [Fact]
    public async Task AddConnectionString_environment_variable_name_is_used_instead()
    {
        await using var builder = Model.Create("--ConnectionStrings:store=outside");

        var variables = await builder.AddPlainProject("caller").WithReference(builder.AddConnectionString("store", "MY_ENV")).VariablesAsync();

        variables["MY_ENV"].ShouldBe("outside");
        variables.Keys.ShouldNotContain("ConnectionStrings__store");
    }

    [Fact]
    public async Task AddConnectionString_that_is_not_configured_throws()
    {
        await using var builder = Model.Create();
        var caller = builder.AddPlainProject("caller").WithReference(builder.AddConnectionString("store"));

        var failure = await Should.ThrowAsync<MissingParameterValueException>(caller.VariablesAsync);

        failure.Message.ShouldBe("Connection string parameter resource could not be used because connection string 'store' is missing.");
    }
}
