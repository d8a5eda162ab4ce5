using System.Net;
using System.Text;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Api.Clusters;

public sealed class ReadClustersTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly Guid _pet = Guid.CreateVersion7();

    [Fact]
    public async Task Get_version_answers_its_bytes_for_ever()
    {
        host.Clusters.Add(_pet, Encoding.UTF8.GetBytes("""{"version" : 1}"""), Body);

        using var response = await host.Reader.GetAsync($"/internal/pets/{_pet}/clusters/1");

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"version" : 1}""");
        response.Headers.ETag!.Tag.ShouldBe("\"v1\"");
        response.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal).ShouldBe(["immutable", "max-age=31536000", "private"]);
    }

    [Fact]
    public async Task Get_unknown_version_answers_404()
    {
        host.Clusters.Add(_pet, Body);

        using var response = await host.Reader.GetAsync($"/internal/pets/{_pet}/clusters/2");

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task History_pages_through_all_versions_newest_first()
    {
        host.Clusters.Add(_pet, Body, Body, Body, Body);

        var first = await GetAsync($"/internal/pets/{_pet}/clusters?limit=2");
        var second = await GetAsync($"/internal/pets/{_pet}/clusters?limit=2&cursor={first["next_cursor"]!.GetValue<string>()}");

        Versions(first).ShouldBe([4, 3]);
        Versions(second).ShouldBe([2, 1]);
        second["next_cursor"].ShouldBeNull();
        first["versions"]![0]!["metrics"]!["coverage"]!.GetValue<double>().ShouldBe(0.75);
        first["versions"]![0]!["created_at"]!.GetValue<string>().ShouldBe("2026-01-31T12:00:00Z");

        static IEnumerable<long> Versions(System.Text.Json.Nodes.JsonObject page) =>
            page["versions"]!.AsArray().Select(version => version!["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task Placements_answer_the_newest_version_unless_asked_for_all()
    {
        var image = Guid.CreateVersion7();
        for (var version = 1; version <= 3; version++)
            host.Clusters.Place(image, new ImagePlacement(
                Guid.Parse($"019a7f3e-5a00-7000-8000-00000000000{version}"), _pet, version, FakeJobs.Noon, version == 3, 0, Guid.CreateVersion7(), 0.125, version == 3));

        var latest = await GetAsync($"/internal/images/{image}/clusters");
        var all = await GetAsync($"/internal/images/{image}/clusters?latest_only=false&limit=2");
        var rest = await GetAsync($"/internal/images/{image}/clusters?latest_only=false&limit=2&cursor={all["next_cursor"]!.GetValue<string>()}");

        var placement = latest["placements"]!.AsArray().ShouldHaveSingleItem()!;
        placement["version"]!.GetValue<long>().ShouldBe(3);
        placement["is_hero"]!.GetValue<bool>().ShouldBeTrue();
        placement["distance"]!.GetValue<double>().ShouldBe(0.125);
        all["placements"]!.AsArray().Count.ShouldBe(2);
        rest["placements"]!.AsArray().ShouldHaveSingleItem()!["version"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Invalidate_drops_the_cached_body()
    {
        using var response = await host.Client.PostAsync($"/internal/pets/{_pet}/invalidate", content: null);

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Clusters.Invalidated.ShouldContain(_pet);
    }

    private async Task<System.Text.Json.Nodes.JsonObject> GetAsync(string url)
    {
        using var response = await host.Reader.GetAsync(url);
        return await response.ShouldBeJsonAsync(HttpStatusCode.OK);
    }
}
