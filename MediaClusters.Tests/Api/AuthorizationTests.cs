using System.Net;
using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace MediaClusters.Tests.Api;

/// <summary>Over every route the host has: one that is added without protection fails here.</summary>
public sealed class AuthorizationTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly string[] Open = ["/health", "/alive", "/metrics"];
    private static readonly string[] ReadMethods = [HttpMethod.Get.Method, HttpMethod.Head.Method];

    // What they ask for is too long for a URL; they change nothing.
    private static readonly string[] ReadsByPost = ["BatchGetClusters", "ListLatestVersions"];

    [Fact]
    public async Task Anonymous_caller_gets_401_wherever_it_is_not_harmless()
    {
        foreach (var route in host.Routes)
        {
            using var response = await host.Anonymous.SendAsync(Routes.Request(route, _ => "not-even-a-uuid"));

            if (Open.Contains("/" + route.RoutePattern.RawText!.Trim('/'), StringComparer.Ordinal))
                response.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized, route.DisplayName);
            else
                await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Read_only_token_gets_403_from_every_route_that_writes_and_from_no_other()
    {
        foreach (var route in Internal())
        {
            using var request = Routes.Request(route, _ => Guid.CreateVersion7().ToString());
            using var response = await host.Reader.SendAsync(request);

            if (ReadMethods.Contains(request.Method.Method, StringComparer.Ordinal) || ReadsByPost.Contains(NameOf(route), StringComparer.Ordinal))
                response.StatusCode.ShouldNotBe(HttpStatusCode.Forbidden, route.DisplayName);
            else
                await response.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public void Every_internal_route_asks_for_the_policy_of_its_method()
    {
        foreach (var route in Internal())
        {
            var reads = ReadsByPost.Contains(NameOf(route), StringComparer.Ordinal) || route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .All(method => ReadMethods.Contains(method, StringComparer.Ordinal));

            route.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy)
                .ShouldBe([reads ? InternalTokenPolicies.Read : InternalTokenPolicies.Write], route.DisplayName);
            route.Metadata.GetMetadata<IAllowAnonymous>().ShouldBeNull(route.DisplayName);
        }
    }

    [Theory]
    [InlineData("GET", "/internal/nothing")]
    [InlineData("PATCH", "/internal/cluster-jobs")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/openapi/v1.json")]
    public async Task Anonymous_caller_does_not_learn_what_exists(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Anonymous.SendAsync(request);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Wrong_token_gets_401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/internal/jobs/{Guid.CreateVersion7()}");
        request.Headers.Add(InternalTokenDefaults.HeaderName, "b7c1f0d25e6a48339d10c4a8e2f76510");

        using var response = await host.Anonymous.SendAsync(request);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    private static string? NameOf(RouteEndpoint route) => route.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;

    private IEnumerable<RouteEndpoint> Internal()
    {
        var routes = host.Routes.Where(route => route.RoutePattern.RawText!.StartsWith("/internal", StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThanOrEqualTo(10);
        return routes;
    }
}
