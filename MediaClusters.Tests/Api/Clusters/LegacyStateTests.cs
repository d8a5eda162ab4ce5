using System.Net;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Legacy;

namespace MediaClusters.Tests.Api.Clusters;

/// <summary>What a caller sees of a pet that the rollout still reads from Redis.</summary>
public sealed class LegacyStateTests(ApiHost host) : IClassFixture<ApiHost>
{
    private readonly string _url = $"/internal/pets/{Guid.CreateVersion7()}/clusters/latest";

    [Fact]
    public async Task Get_has_the_tag_of_the_content_and_304_for_who_knows_it()
    {
        host.Clusters.OnFind = _ => State(version: 0, "s1");
        using var first = await host.Reader.GetAsync(_url);
        using var again = await AskAsync("\"s1\"");
        host.Clusters.OnFind = _ => State(version: 0, "s2");
        using var changed = await AskAsync("\"s1\"");

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.ETag!.Tag.ShouldBe("\"s1\"");
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.Tag.ShouldBe("\"s2\"");
    }

    [Fact]
    public async Task Get_a_version_that_the_state_does_not_know_is_not_there_yet()
    {
        host.Clusters.OnFind = _ => State(version: 3, "s1");

        using var known = await host.Reader.GetAsync($"{_url}?min_version=3");
        using var unknown = await host.Reader.GetAsync($"{_url}?min_version=4");

        known.StatusCode.ShouldBe(HttpStatusCode.OK);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("version-not-yet");
    }

    [Fact]
    public async Task Get_without_Redis_is_503_with_a_time_to_come_back()
    {
        host.Clusters.OnFind = _ => throw new RedisUnavailableException("away");

        using var response = await host.Reader.GetAsync(_url);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Get_a_damaged_state_is_500_and_tells_nothing_of_it()
    {
        host.Clusters.OnFind = _ => throw new InvalidDataException("pet_id is no text");

        using var response = await host.Reader.GetAsync(_url);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("pet_id is no text");
    }

    private static Task<VersionBody?> State(long version, string tag)
        => Task.FromResult<VersionBody?>(new LegacyBody(version, "{}"u8.ToArray(), tag));

    private async Task<HttpResponseMessage> AskAsync(string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _url);
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return await host.Reader.SendAsync(request);
    }
}
