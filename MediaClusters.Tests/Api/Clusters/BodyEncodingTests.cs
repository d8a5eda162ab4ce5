using System.Net;
using System.Text;
using MediaClusters.Api.Clusters;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Api.Clusters;

/// <summary>A body that Postgres has compressed goes out so to whom that suits, and plain to everybody else.</summary>
public sealed class BodyEncodingTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes($$"""{ "version" : 1, "label" : "{{new string('x', 4000)}}" }""");

    private readonly Guid _pet = Guid.CreateVersion7();

    public static TheoryData<string, bool> Preferences => new()
    {
        { "br", true },
        { "BR", true },
        { "gzip, deflate, br, zstd", true },
        { "*", true },
        { "br;q=0.1", true },
        { "br, identity", true },
        { "br;q=0.5, identity;q=0.5", true },
        { "identity;q=0", false },
        { "identity;q=0, *", true },
        { "identity;q=0.5, *;q=0.6", true },
        { "br;q=0.5, identity", false },
        { "br;q=0.5, identity;q=0.8, *;q=0", false },
        { "br;q=0", false },
        { "br;q=0, *", false },
        { "*;q=0", false },
        { "gzip", false },
        { "identity", false },
        { "", false },
        { "br;q=many", false },
        { ",;=", false },
    };

    [Theory]
    [MemberData(nameof(Preferences))]
    public void Preference_is_as_the_caller_weighs_it(string accepted, bool isBrotli)
        => BodyEncoding.PrefersBrotli(accepted).ShouldBe(isBrotli);

    [Fact]
    public void Preference_of_several_headers_is_that_of_one_list()
    {
        BodyEncoding.PrefersBrotli(new(["gzip", "br"])).ShouldBeTrue();
        BodyEncoding.PrefersBrotli(new(["br;q=0.2", "identity"])).ShouldBeFalse();
        BodyEncoding.PrefersBrotli(default).ShouldBeFalse();
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("latest?min_version=1")]
    [InlineData("1")]
    public async Task Get_answers_the_stored_bytes_or_what_they_stand_for(string version)
    {
        host.Clusters.AddCompressed(_pet, Body);

        using var plain = await SendAsync(HttpMethod.Get, version, accepted: null);
        using var compressed = await SendAsync(HttpMethod.Get, version, "br");

        (await plain.Content.ReadAsByteArrayAsync()).ShouldBe(Body);
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        plain.Headers.ETag!.ToString().ShouldBe("\"v1\"");
        plain.Headers.Vary.ShouldBe(["Accept-Encoding"]);

        var bytes = await compressed.Content.ReadAsByteArrayAsync();
        SnapshotCodec.Decode(SnapshotCodec.Brotli, bytes).ToArray().ShouldBe(Body);
        compressed.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        compressed.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        compressed.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        compressed.Headers.ETag!.ToString().ShouldBe("\"v1-br\"");
        compressed.Headers.Vary.ShouldBe(["Accept-Encoding"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("br")]
    public async Task Head_answers_what_get_would(string? accepted)
    {
        host.Clusters.AddCompressed(_pet, Body);

        using var get = await SendAsync(HttpMethod.Get, "latest", accepted);
        using var head = await SendAsync(HttpMethod.Head, "latest", accepted);

        head.Content.Headers.ContentLength.ShouldBe((await get.Content.ReadAsByteArrayAsync()).Length);
        head.Content.Headers.ContentEncoding.ShouldBe(get.Content.Headers.ContentEncoding);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "\"v1\"", "\"v1\"")]
    [InlineData(null, "\"v1-br\"", "\"v1-br\"")]
    [InlineData("br", "\"v1\"", "\"v1\"")]
    [InlineData("br", "\"v1-br\"", "\"v1-br\"")]
    [InlineData("br", "W/\"v9\", W/\"v1-br\"", "\"v1-br\"")]
    [InlineData(null, "\"v1\", \"v1-br\"", "\"v1\"")]
    [InlineData("br", "\"v1\", \"v1-br\"", "\"v1-br\"")]
    [InlineData("br", "*", "\"v1-br\"")]
    public async Task Get_with_the_tag_of_either_form_answers_304_with_the_one_the_caller_has(string? accepted, string known, string answered)
    {
        host.Clusters.AddCompressed(_pet, Body);

        using var response = await SendAsync(HttpMethod.Get, "latest", accepted, known);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        response.Headers.ETag!.ToString().ShouldBe(answered);
        response.Headers.Vary.ShouldBe(["Accept-Encoding"]);
    }

    [Fact]
    public async Task Get_of_another_versions_tag_answers_the_body()
    {
        host.Clusters.AddCompressed(_pet, Body);

        using var response = await SendAsync(HttpMethod.Get, "latest", "br", "\"v2-br\"");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_of_a_body_that_is_cached_plain_stays_plain_and_knows_either_tag()
    {
        host.Clusters.Add(_pet, Body);

        using var response = await SendAsync(HttpMethod.Get, "latest", "br");
        using var known = await SendAsync(HttpMethod.Get, "latest", "br", "\"v1-br\"");

        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(Body);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        response.Headers.ETag!.ToString().ShouldBe("\"v1\"");
        response.Headers.Vary.ShouldBe(["Accept-Encoding"]);
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string version, string? accepted, string? known = null)
    {
        var request = new HttpRequestMessage(method, $"/internal/pets/{_pet}/clusters/{version}");
        if (accepted is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        if (known is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return host.Reader.SendAsync(request);
    }
}
