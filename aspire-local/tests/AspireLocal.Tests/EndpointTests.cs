using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData(EndpointProperty.Url, "http://localhost:8080")]
    [InlineData(EndpointProperty.Host, "localhost")]
    [InlineData(EndpointProperty.Port, "8080")]
    [InlineData(EndpointProperty.HostAndPort, "localhost:8080")]
    [InlineData(EndpointProperty.TargetPort, "8080")]
    public async Task GetValueAsync_waits_until_it_is_known_where_the_endpoint_answers(EndpointProperty property, string expected)
    {
        var (reference, annotation) = Create();

        var waiting = reference.Property(property).GetValueAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        annotation.AllocatedEndpoint = new AllocatedEndpoint(annotation, "localhost", 8080);

        (await waiting).ShouldBe(expected);
    }

    [Fact]
    public async Task GetValueAsync_of_the_reference_is_its_address_and_waits_too()
    {
        var (reference, annotation) = Create();

        var waiting = reference.GetValueAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        annotation.AllocatedEndpoint = new AllocatedEndpoint(annotation, "localhost", 8080);

        (await waiting).ShouldBe("http://localhost:8080");
        reference.GetValueAsync().AsTask().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task GetValueAsync_of_scheme_and_ip_address_waits_for_nothing()
    {
        var (reference, _) = Create("https");

        (await reference.Property(EndpointProperty.Scheme).GetValueAsync()).ShouldBe("https");
        (await reference.Property(EndpointProperty.IPV4Host).GetValueAsync()).ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task GetValueAsync_wait_can_be_given_up()
    {
        var (reference, _) = Create();
        using var cancellation = new CancellationTokenSource();
        var waiting = reference.GetValueAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Should.ThrowAsync<TaskCanceledException>(() => waiting);
    }

    [Fact]
    public void EndpointReference_that_has_no_port_yet_says_so()
    {
        var (reference, _) = Create();
        const string Message = "The endpoint `http` is not allocated for the resource `test`.";

        reference.IsAllocated.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => reference.Port).Message.ShouldBe(Message);
        Should.Throw<InvalidOperationException>(() => reference.Host).Message.ShouldBe(Message);
        Should.Throw<InvalidOperationException>(() => reference.Url).Message.ShouldBe(Message);
        reference.Scheme.ShouldBe("http");
        reference.TargetPort.ShouldBeNull();
    }

    [Fact]
    public void EndpointReference_that_does_not_exist_lists_those_that_do()
    {
        var resource = new ContainerResource("api-boston");
        resource.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http", name: "http"));
        resource.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, name: "grpc"));
        var reference = resource.GetEndpoint("https");

        reference.Exists.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => reference.EndpointAnnotation).Message
            .ShouldBe("The endpoint `https` is not defined for the resource `api-boston`. Available endpoints: `http`, `grpc`.");
        Should.Throw<InvalidOperationException>(() => new ContainerResource("api").GetEndpoint("https").EndpointAnnotation).Message
            .ShouldBe("The endpoint `https` is not defined for the resource `api`. The resource has no endpoints defined.");
    }

    [Fact]
    public async Task WithEndpoint_takes_over_everything_it_is_told()
    {
        await using var builder = Model.Create();

        var endpoint = builder.AddPlainProject("web").WithEndpoint(123, 456, "scheme", "data", "PORT", isProxied: true, isExternal: true).GetEndpoint("data").EndpointAnnotation;

        (endpoint.Port, endpoint.TargetPort, endpoint.UriScheme, endpoint.IsProxied, endpoint.IsExternal, endpoint.Protocol).ShouldBe((123, 456, "scheme", true, true, ProtocolType.Tcp));
    }

    [Fact]
    public async Task WithEndpoint_twice_changes_what_the_second_call_names_and_nothing_else()
    {
        await using var builder = Model.Create();

        var web = builder.AddPlainProject("web")
            .WithHttpEndpoint(port: 3000, targetPort: 8080, name: "api", isProxied: false)
            .WithEndpoint(port: 5000, scheme: "https", name: "API", isExternal: true);

        var endpoint = web.Resource.Annotations.OfType<EndpointAnnotation>().ShouldHaveSingleItem();
        (endpoint.Name, endpoint.UriScheme, endpoint.Port, endpoint.TargetPort, endpoint.IsProxied, endpoint.IsExternal).ShouldBe(("api", "http", 5000, 8080, false, true));
    }

    [Fact]
    public async Task WithEndpoint_twice_with_a_variable_tells_the_port_under_the_second_name_alone()
    {
        await using var builder = Model.Create();

        var variables = await builder.AddPlainProject("web")
            .WithHttpEndpoint(env: "PORT")
            .WithHttpEndpoint(port: 3000)
            .WithHttpEndpoint(env: "NEW_PORT")
            .WithAllocated("http", 3000)
            .VariablesAsync();

        variables.ShouldHaveSingleItem().ShouldBe(new("NEW_PORT", "3000"));
    }

    [Fact]
    public async Task WithEndpoint_callback_creates_an_endpoint_unless_told_not_to()
    {
        await using var builder = Model.Create();
        var called = new List<string>();

        var web = builder.AddPlainProject("web")
            .WithEndpoint("first", e => called.Add(e.Name))
            .WithEndpoint("second", e => called.Add(e.Name), createIfNotExists: false)
            .WithEndpoint("FIRST", e => called.Add(e.Name), createIfNotExists: false);

        called.ShouldBe(["first", "first"]);
        web.Resource.GetEndpoints().ShouldHaveSingleItem().EndpointName.ShouldBe("first");
    }

    [Fact]
    public async Task WithExternalHttpEndpoints_opens_http_endpoints_alone()
    {
        await using var builder = Model.Create();

        var web = builder.AddPlainProject("web").WithEndpoint(name: "tcp").WithHttpEndpoint().WithEndpoint(scheme: "https").WithExternalHttpEndpoints();

        web.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.IsExternal).Select(e => e.Name).ShouldBe(["http", "https"]);
    }

    private static (EndpointReference Reference, EndpointAnnotation Annotation) Create(string scheme = "http")
    {
        var resource = new ContainerResource("test");
        var annotation = new EndpointAnnotation(ProtocolType.Tcp, uriScheme: scheme, name: "http");
        resource.Annotations.Add(annotation);
        return (new EndpointReference(resource, annotation), annotation);
    }
}
