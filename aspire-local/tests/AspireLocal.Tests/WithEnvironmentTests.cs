using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace AspireLocal.Tests;

public sealed class WithEnvironmentTests
{
    [Fact]
    public async Task WithEnvironment_text_is_given_as_it_is()
    {
        await using var builder = Model.Create();

        var variables = await builder.AddPlainProject("web").WithEnvironment("NAME", "value").WithEnvironment("NOTHING", (string?)null).VariablesAsync();

        variables["NAME"].ShouldBe("value");
        variables["NOTHING"].ShouldBe("");
    }

    [Fact]
    public async Task WithEnvironment_endpoint_is_given_as_its_address()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithAllocated("data", 2000, "https");

        var variables = await builder.AddPlainProject("caller").WithEnvironment("NAME", web.GetEndpoint("data")).VariablesAsync();

        variables["NAME"].ShouldBe("https://localhost:2000");
    }

    [Fact]
    public async Task WithEnvironment_expression_within_an_expression_is_resolved()
    {
        await using var builder = Model.Create();
        var inner = ReferenceExpression.Create($"value");

        var variables = await builder.AddPlainProject("web").WithEnvironment("NAME", ReferenceExpression.Create($"{inner}")).VariablesAsync();

        variables["NAME"].ShouldBe("value");
    }

    [Fact]
    public async Task WithEnvironment_callbacks_are_asked_when_the_resource_starts()
    {
        await using var builder = Model.Create();
        var value = "before";
        var web = builder.AddPlainProject("web")
            .WithEnvironment("FUNCTION", () => value)
            .WithEnvironment(context => context.EnvironmentVariables["ACTION"] = $"{context.Resource.Name} {value}")
            .WithEnvironment(async context =>
            {
                await Task.Yield();
                context.EnvironmentVariables["TASK"] = $"{context.Resource.Name} {value}";
            });

        value = "after";
        var variables = await web.VariablesAsync();

        variables["FUNCTION"].ShouldBe("after");
        variables["ACTION"].ShouldBe("web after");
        variables["TASK"].ShouldBe("web after");
    }

    [Fact]
    public async Task WithEnvironment_parameter_is_given_as_its_value()
    {
        await using var builder = Model.Create();
        builder.Configuration["Parameters:token"] = "MY_PARAMETER_VALUE";

        var variables = await builder.AddPlainProject("web").WithEnvironment("TOKEN", builder.AddParameter("token")).VariablesAsync();

        variables["TOKEN"].ShouldBe("MY_PARAMETER_VALUE");
    }

    [Fact]
    public async Task WithEnvironment_parameter_without_a_value_throws()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithEnvironment("TOKEN", builder.AddParameter("token"));

        var failure = await Should.ThrowAsync<MissingParameterValueException>(web.VariablesAsync);

        failure.Message.ShouldBe("Parameter resource could not be used because configuration key 'Parameters:token' is missing and the Parameter has no default value.");
    }

    [Fact]
    public async Task WithEnvironment_text_with_holes_is_filled_with_the_running_values()
    {
        await using var builder = Model.Create();
        var store = new CustomResource("store") { ConnectionString = "connectionString" };
        var endpoint = builder.AddPlainProject("web").WithAllocated("primary", 17454, "http").GetEndpoint("primary");

        var variables = await builder.AddPlainProject("caller")
            .WithEnvironment("URL", $"{endpoint}/foo")
            .WithEnvironment("PORT", $"{endpoint.Property(EndpointProperty.Port)}")
            .WithEnvironment("ADDRESS", $"{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}")
            .WithEnvironment("STORE", $"{store};name=1")
            .VariablesAsync();

        variables["URL"].ShouldBe("http://localhost:17454/foo");
        variables["PORT"].ShouldBe("17454");
        variables["ADDRESS"].ShouldBe("localhost:17454");
        variables["STORE"].ShouldBe("connectionString;name=1");
        variables.Count.ShouldBe(4);
    }

    [Fact]
    public async Task WithEnvironment_connection_string_is_given_under_the_name_asked_for_alone()
    {
        await using var builder = Model.Create();
        var store = builder.AddResource(new CustomResource("store") { ConnectionString = "source" });

        var variables = await builder.AddPlainProject("caller").WithEnvironment("CUSTOM_CONNECTION_STRING", store).VariablesAsync();

        variables.ShouldHaveSingleItem().ShouldBe(new("CUSTOM_CONNECTION_STRING", "source"));
    }

    [Fact]
    public async Task WithEnvironment_callback_reaches_the_services_of_the_built_application()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithEnvironment(context =>
            context.EnvironmentVariables["MODEL"] = context.ExecutionContext.ServiceProvider.GetRequiredService<DistributedApplicationModel>().Resources.Count);

        await builder.BuildAsync();

        (await web.VariablesAsync())["MODEL"].ShouldBe("1");
    }

    [Fact]
    public async Task WithEnvironment_name_or_value_that_is_missing_is_refused()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web");

        Should.Throw<ArgumentNullException>(() => ((IResourceBuilder<ProjectResource>)null!).WithEnvironment("NAME", "value"));
        Should.Throw<ArgumentNullException>(() => web.WithEnvironment(null!, "value"));
        Should.Throw<ArgumentNullException>(() => web.WithEnvironment("NAME", (EndpointReference)null!));
    }

    [Fact]
    public async Task WithArgs_values_are_resolved_in_the_order_they_were_added()
    {
        await using var builder = Model.Create();
        var other = builder.AddPlainProject("other").WithAllocated("data", 1234, "http");
        var web = builder.AddPlainProject("web").WithAllocated("data", 8000, "http")
            .WithArgs("one", "two words")
            .WithArgs(context =>
            {
                context.Args.Add("arg1");
                context.Args.Add(other.GetEndpoint("data"));
                context.Args.Add(((IResourceWithEndpoints)context.Resource).GetEndpoint("data"));
            });

        (await web.ArgumentsAsync()).ShouldBe(["one", "two words", "arg1", "http://localhost:1234", "http://localhost:8000"]);
    }
}
