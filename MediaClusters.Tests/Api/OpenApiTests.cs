using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.Api;

public sealed class OpenApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Url = "/openapi/v1.json";

    [Fact]
    public async Task Document_describes_every_internal_route_once()
    {
        var document = await GetAsync();
        var wanted = host.Routes
            .Where(route => route.RoutePattern.RawText!.StartsWith("/internal", StringComparison.Ordinal))
            .Select(route => $"{route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} {route.RoutePattern.RawText!.TrimEnd('/')}");

        var described = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

        described.Order(StringComparer.Ordinal).ShouldBe(wanted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_asks_for_the_token_and_shows_problems_and_examples()
    {
        var document = await GetAsync();

        var scheme = document["components"]!["securitySchemes"]!["InternalToken"]!;
        (scheme["type"]!.GetValue<string>(), scheme["in"]!.GetValue<string>(), scheme["name"]!.GetValue<string>())
            .ShouldBe(("apiKey", "header", "X-Internal-Token"));
        document["security"]![0]!["InternalToken"].ShouldNotBeNull();
        foreach (var (_, operation) in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            operation!["operationId"].ShouldNotBeNull();
            operation["summary"].ShouldNotBeNull();
            operation["responses"]!["401"]!["content"]!["application/problem+json"].ShouldNotBeNull();
            if (operation["requestBody"] is { } body)
                body["content"]!["application/json"]!["example"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Document_closes_what_callers_send_and_opens_what_they_get()
    {
        var schemas = (await GetAsync())["components"]!["schemas"]!;

        schemas["ImageItem"]!["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
        schemas["ImageItem"]!["required"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["image_id"]);
        schemas["ImageItem"]!["properties"]!["embedding_base64"]!["type"]!.AsArray()
            .Any(type => type!.GetValue<string>() == "string").ShouldBeTrue();
        schemas["ProblemDetails"]!["additionalProperties"].ShouldBeNull();
        schemas["ClusterVersionResponse"]!["additionalProperties"].ShouldBeNull();
        schemas["ClusterVersionResponse"]!["properties"]!["pet_id"]!["type"]!.GetValue<string>().ShouldBe("string");
        schemas["ClusterVersionResponse"]!["properties"]!["noise"]!["items"]!["format"]!.GetValue<string>().ShouldBe("uuid");
    }

    [Fact]
    public async Task Document_is_open_in_development()
    {
        await using var development = new ApiHost { Environment = Environments.Development };
        await development.InitializeAsync();

        using var response = await development.Anonymous.GetAsync(Url);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<JsonObject> GetAsync() => JsonNode.Parse(await host.Reader.GetStringAsync(Url))!.AsObject();
}
