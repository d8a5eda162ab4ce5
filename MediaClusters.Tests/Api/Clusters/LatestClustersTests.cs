using System.Net;
using System.Text;

namespace MediaClusters.Tests.Api.Clusters;

public sealed class LatestClustersTests(ApiHost host) : IClassFixture<ApiHost>
{
    // Spacing and order that no serializer would make: what comes out has to be these very bytes.
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{ "version" : 1.0e0,  "label":"Mür\u00fc", "b":1,"a":2 }""");

    private readonly Guid _pet = Guid.CreateVersion7();

    private string Url => $"/internal/pets/{_pet}/clusters/latest";

    [Fact]
    public async Task Get_answers_the_stored_bytes_with_length_tag_and_no_cache()
    {
        host.Clusters.Add(_pet, [0x7b, 0x7d], Body);

        using var response = await host.Reader.GetAsync(Url);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(Body);
        response.Content.Headers.ContentLength.ShouldBe(Body.Length);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        response.Headers.ETag!.ToString().ShouldBe("\"v2\"");
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        response.Headers.CacheControl.Private.ShouldBeTrue();
        response.Headers.Server.ShouldBeEmpty();
    }

    [Fact]
    public async Task Head_answers_the_headers_alone()
    {
        host.Clusters.Add(_pet, Body);
        using var request = new HttpRequestMessage(HttpMethod.Head, Url);

        using var response = await host.Reader.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(Body.Length);
        response.Headers.ETag!.Tag.ShouldBe("\"v1\"");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"v1\"", HttpStatusCode.NotModified)]
    [InlineData("W/\"v1\"", HttpStatusCode.NotModified)]
    [InlineData("\"v9\", W/\"x\", \"v1\"", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"v2\"", HttpStatusCode.OK)]
    [InlineData("v1", HttpStatusCode.OK)]
    public async Task Get_known_tag_answers_304_without_body(string known, HttpStatusCode status)
    {
        host.Clusters.Add(_pet, Body);
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.TryAddWithoutValidation("If-None-Match", known);

        using var response = await host.Reader.SendAsync(request);

        response.StatusCode.ShouldBe(status);
        response.Headers.ETag!.Tag.ShouldBe("\"v1\"");
        (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBe(status == HttpStatusCode.OK ? Body.Length : 0);
    }

    [Fact]
    public async Task Get_pet_without_clusters_answers_404()
    {
        using var response = await host.Reader.GetAsync(Url);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        problem["type"]!.GetValue<string>().ShouldEndWith(":not-found");
    }

    [Fact]
    public async Task Get_min_version_is_passed_on_and_met()
    {
        host.Clusters.Add(_pet, Body, Body);

        using var response = await host.Reader.GetAsync($"{Url}?min_version=2");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        host.Clusters.MinVersions.ShouldContain(2);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, null)]
    public async Task Get_min_version_not_there_yet_answers_404_with_what_there_is(bool any, int? latest)
    {
        if (any)
            host.Clusters.Add(_pet, Body);

        using var response = await host.Reader.GetAsync($"{Url}?min_version=2");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        problem["type"]!.GetValue<string>().ShouldEndWith(":version-not-yet");
        ((int?)problem["latest_version"]).ShouldBe(latest);
        problem.ContainsKey("latest_version").ShouldBeTrue();
        response.Headers.RetryAfter.ShouldNotBeNull();
    }
}
