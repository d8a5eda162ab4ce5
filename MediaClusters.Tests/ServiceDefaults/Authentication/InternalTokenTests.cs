using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.ServiceDefaults.Authentication;

public sealed class InternalTokenTests
{
    private const string Writer = "f3b1c0d9e8a7456291be04d7c2a8f016";
    private const string Reader = "0c5d2b91aa7e4f0c8dd1e6b73f92a458";
    private const string Next = "7d0e4b6a91c34f85b2fe6a1d09c8375e";

    private static readonly (string, string?)[] TwoTokens =
    [
        ("Authentication:Tokens:0:Name", "worker"), ("Authentication:Tokens:0:Value", Writer),
        ("Authentication:Tokens:1:Name", "reports"), ("Authentication:Tokens:1:Value", Reader), ("Authentication:Tokens:1:ReadOnly", "true"),
    ];

    [Theory]
    [InlineData("/read", Writer, HttpStatusCode.OK)]
    [InlineData("/write", Writer, HttpStatusCode.OK)]
    [InlineData("/read", Reader, HttpStatusCode.OK)]
    [InlineData("/write", Reader, HttpStatusCode.Forbidden)]
    [InlineData("/read", null, HttpStatusCode.Unauthorized)]
    [InlineData("/read", "", HttpStatusCode.Unauthorized)]
    [InlineData("/read", "f3b1c0d9e8a7456291be04d7c2a8f01", HttpStatusCode.Unauthorized)]
    [InlineData("/read", "F3B1C0D9E8A7456291BE04D7C2A8F016", HttpStatusCode.Unauthorized)]
    [InlineData("/write", "f3b1c0d9e8a7456291be04d7c2a8f016x", HttpStatusCode.Unauthorized)]
    public async Task Request_is_answered_by_what_its_token_may_do(string path, string? token, HttpStatusCode expected)
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        using var response = await SendAsync(application, path, token is null ? [] : [token]);

        response.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData(Writer, Writer)]
    [InlineData(Writer, "anything")]
    public async Task Request_with_two_tokens_is_unauthorized(string first, string second)
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        using var response = await SendAsync(application, "/read", [first, second]);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Request_with_an_endless_token_is_unauthorized()
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        using var response = await SendAsync(application, "/read", [new string('x', 20_000)]);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/read", "wrong", 401)]
    [InlineData("/write", Reader, 403)]
    public async Task Refusal_is_problem_details_that_do_not_repeat_the_token(string path, string token, int status)
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        using var response = await SendAsync(application, path, [token]);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        response.Headers.WwwAuthenticate.Select(value => value.Scheme).ShouldBe(status == 401 ? ["InternalToken"] : []);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.ToString().ShouldNotContain(token);
    }

    [Fact]
    public async Task Caller_is_known_by_its_tokens_name()
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        using var response = await SendAsync(application, "/read", [Reader]);

        (await response.Content.ReadAsStringAsync()).ShouldBe("reports");
    }

    [Fact]
    public async Task Single_token_from_the_environment_is_accepted_as_internal()
    {
        await using var application = await StartAsync(Environments.Production, ("INTERNAL_TOKEN", Writer));

        using var response = await SendAsync(application, "/write", [Writer]);

        (await response.Content.ReadAsStringAsync()).ShouldBe("internal");
    }

    [Fact]
    public async Task Single_token_from_the_environment_does_not_add_to_configured_ones()
    {
        await using var application = await StartAsync(Environments.Production, [.. TwoTokens, ("INTERNAL_TOKEN", Next)]);

        using var response = await SendAsync(application, "/read", [Next]);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Start_without_a_strong_token_fails_outside_development()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(
            () => StartAsync(Environments.Production, ("INTERNAL_TOKEN", "development-internal-token")));

        failure.Message.ShouldContain("well-known");
        failure.Message.ShouldNotContain("development-internal-token");
    }

    [Fact]
    public async Task Start_without_any_token_fails_in_development_too() =>
        await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(Environments.Development));

    [Fact]
    public async Task Reload_replaces_the_tokens_in_force()
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        Reload(application, Next);

        using var old = await SendAsync(application, "/read", [Writer]);
        using var current = await SendAsync(application, "/read", [Next]);
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        current.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reload_with_a_weak_token_keeps_the_tokens_in_force()
    {
        await using var application = await StartAsync(Environments.Production, TwoTokens);

        Reload(application, "secret");

        using var old = await SendAsync(application, "/read", [Writer]);
        using var weak = await SendAsync(application, "/read", ["secret"]);
        old.StatusCode.ShouldBe(HttpStatusCode.OK);
        weak.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static void Reload(WebApplication application, string token)
    {
        var configuration = (IConfigurationRoot)application.Configuration;
        configuration["Authentication:Tokens:0:Value"] = token;
        configuration.Reload();
    }

    private static Task<WebApplication> StartAsync(string environment, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(environment, settings);
        builder.AddInternalTokens();
        return builder.StartAsync(application =>
        {
            application.MapGet("/read", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization(InternalTokenPolicies.Read);
            application.MapGet("/write", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization(InternalTokenPolicies.Write);
        });
    }

    private static async Task<HttpResponseMessage> SendAsync(WebApplication application, string path, string[] tokens)
    {
        using var client = application.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (tokens.Length > 0)
            request.Headers.TryAddWithoutValidation(InternalTokenDefaults.HeaderName, tokens);
        return await client.SendAsync(request);
    }
}
