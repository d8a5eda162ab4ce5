using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.MigrationService.Samples;

namespace MediaClusters.Tests.Graph;

[Collection(GraphCollection.Name)]
public sealed class PhotosToVersionsTests(GraphFixture graph)
{
    [Fact]
    public async Task Every_sample_pet_has_clusters_with_heroes_and_metrics_after_the_start()
    {
        for (var n = 1; n <= SamplePetIds.Count; n++)
        {
            var latest = await WaitForVersionAsync(SamplePetIds.Id(n), 1);

            latest.GetProperty("version").GetInt64().ShouldBe(1);
            latest.GetProperty("image_count").GetInt32().ShouldBeInRange(20, 80);
            latest.GetProperty("metrics").GetProperty("coverage").GetDouble().ShouldBeGreaterThan(0.5);
            latest.GetProperty("metrics").GetProperty("silhouette").GetDouble().ShouldBeGreaterThan(0.5);
            var clusters = latest.GetProperty("clusters").EnumerateArray().ToArray();
            clusters.Length.ShouldBe(latest.GetProperty("cluster_count").GetInt32());
            clusters.Length.ShouldBeGreaterThan(1);
            foreach (var cluster in clusters)
            {
                var hero = cluster.GetProperty("hero").GetProperty("image_id").GetGuid();
                cluster.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("image_id").GetGuid()).ShouldContain(hero);
            }
        }
    }

    [Fact]
    public async Task Photos_become_version_1_then_nothing_new_then_version_2_and_version_1_keeps_its_bytes()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 60));

        // Behind the sample pets of the start it would have to wait for its turn.
        await graph.WaitForIdleAsync();
        var watch = Stopwatch.StartNew();
        var job = await graph.PostJobAsync(pet);
        var first = await WaitForVersionAsync(pet, 1);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        first.GetProperty("cluster_count").GetInt32().ShouldBe(2);
        first.GetProperty("image_count").GetInt32().ShouldBe(60);
        (await graph.WaitForJobAsync(job)).GetProperty("result_version").GetInt64().ShouldBe(1);
        var bytes = await graph.Api.GetByteArrayAsync($"/internal/pets/{pet}/clusters/1");

        var again = await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        again.GetProperty("status").GetString().ShouldBe("succeeded");
        again.GetProperty("result_version").GetInt64().ShouldBe(1);
        (await LatestAsync(pet))!.Value.GetProperty("version").GetInt64().ShouldBe(1);

        await graph.PutImagesAsync(pet, Album.Photos(pet, 1, first: 60));
        var third = await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        third.GetProperty("result_version").GetInt64().ShouldBe(2);
        (await WaitForVersionAsync(pet, 2)).GetProperty("image_count").GetInt32().ShouldBe(61);

        (await graph.Api.GetByteArrayAsync($"/internal/pets/{pet}/clusters/1")).ShouldBe(bytes);
        (await graph.Api.GetByteArrayAsync($"/internal/pets/{pet}/clusters/2")).ShouldNotBe(bytes);
    }

    [Fact]
    public async Task A_forced_job_writes_a_version_even_when_nothing_changed()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 4));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));

        var forced = await graph.WaitForJobAsync(await graph.PostJobAsync(pet, force: true));

        forced.GetProperty("result_version").GetInt64().ShouldBe(2);
        var history = await graph.Api.GetFromJsonAsync<JsonElement>($"/internal/pets/{pet}/clusters?limit=1");
        history.GetProperty("versions")[0].GetProperty("version").GetInt64().ShouldBe(2);
        history.GetProperty("next_cursor").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Tags_and_pins_make_new_versions_which_tell_how_they_came_about()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Enumerable.Range(0, 12).Select(n => Album.Photo(pet, n, new { tags = new[] { n % 2 == 0 ? "beach" : "snow" } })));
        var first = await NextAsync(pet, 1);
        first.GetProperty("run").GetProperty("mode").GetString().ShouldBe("full");
        first.GetProperty("changes").GetArrayLength().ShouldBe(0);
        first.GetProperty("metrics").GetProperty("churn").ValueKind.ShouldBe(JsonValueKind.Null);
        var even = Group(first, Album.Id(pet, 0));
        even.GetProperty("label").GetString()!.ShouldContain("beach", Case.Insensitive);
        even.GetProperty("hero").GetProperty("reason").GetString().ShouldBe("best");
        even.GetProperty("candidates").GetArrayLength().ShouldBeGreaterThan(1);
        var hero = even.GetProperty("hero").GetProperty("image_id").GetGuid();
        var other = Enumerable.Range(0, 6).Select(n => 2 * n).First(n => Album.Id(pet, n) != hero);

        await graph.PutImagesAsync(pet, [Album.Photo(pet, other, new { tags = new[] { "beach" }, pinned_hero = true })]);
        var pinned = await NextAsync(pet, 2);
        Group(pinned, Album.Id(pet, 0)).GetProperty("hero").GetProperty("image_id").GetGuid().ShouldBe(Album.Id(pet, other));
        Group(pinned, Album.Id(pet, 0)).GetProperty("hero").GetProperty("reason").GetString().ShouldBe("pinned");

        (await graph.Api.DeleteAsync($"/internal/pets/{pet}/images/{Album.Id(pet, other)}/pin")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await graph.Api.PutAsync($"/internal/pets/{pet}/images/{hero}/pin", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await graph.PutImagesAsync(pet, [Album.Photo(pet, 12, new { tags = new[] { "beach" } })]);
        var grown = await NextAsync(pet, 3);
        grown.GetProperty("image_count").GetInt32().ShouldBe(13);
        grown.GetProperty("changes").GetArrayLength().ShouldBe(0);
        grown.GetProperty("metrics").GetProperty("churn").GetDouble().ShouldBe(0);
        grown.GetProperty("metrics").GetProperty("adjusted_rand").GetDouble().ShouldBe(1);
        Group(grown, Album.Id(pet, 0)).GetProperty("hero").GetProperty("image_id").GetGuid().ShouldBe(hero);
        StableIds(grown).ShouldBe(StableIds(first), ignoreOrder: true);

        for (var n = 0; n < 12; n += 2)
            await graph.Api.DeleteAsync($"/internal/pets/{pet}/images/{Album.Id(pet, n)}");
        await graph.Api.DeleteAsync($"/internal/pets/{pet}/images/{Album.Id(pet, 12)}");
        var shrunk = await NextAsync(pet, 4);
        var death = shrunk.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        death.GetProperty("kind").GetString().ShouldBe("death");
        death.GetProperty("from")[0].GetGuid().ShouldBe(even.GetProperty("stable_id").GetGuid());
    }

    [Fact]
    public async Task Deleting_every_photo_leads_to_an_empty_version()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 2));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        for (var n = 0; n < 2; n++)
            (await graph.Api.DeleteAsync($"/internal/pets/{pet}/images/{Album.Id(pet, n)}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));

        var latest = await WaitForVersionAsync(pet, 2);
        latest.GetProperty("image_count").GetInt32().ShouldBe(0);
        latest.GetProperty("clusters").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_job_for_a_pet_nobody_knows_succeeds_and_writes_nothing()
    {
        var pet = Guid.CreateVersion7();

        var job = await graph.WaitForJobAsync(await graph.PostJobAsync(pet));

        job.GetProperty("status").GetString().ShouldBe("succeeded");
        job.GetProperty("result_version").ValueKind.ShouldBe(JsonValueKind.Null);
        (await LatestAsync(pet)).ShouldBeNull();
    }

    [Fact]
    public async Task A_photo_leads_back_to_its_groups()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 4));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));

        var placements = await graph.Api.GetFromJsonAsync<JsonElement>($"/internal/images/{Album.Id(pet, 0)}/clusters");

        var placement = placements.GetProperty("placements").EnumerateArray().ShouldHaveSingleItem();
        placement.GetProperty("pet_id").GetGuid().ShouldBe(pet);
        placement.GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_cached_answer_is_the_stored_answer_to_the_byte_and_unchanged_ones_are_304()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 10));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        await WaitForVersionAsync(pet, 1);

        var cached = await graph.Api.GetByteArrayAsync($"/internal/pets/{pet}/clusters/latest");
        (await graph.Api.PostAsync($"/internal/pets/{pet}/invalidate", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var stored = await graph.Api.GetAsync($"/internal/pets/{pet}/clusters/latest");

        (await stored.Content.ReadAsByteArrayAsync()).ShouldBe(cached);
        (await graph.Api.GetByteArrayAsync($"/internal/pets/{pet}/clusters/1")).ShouldBe(cached);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, $"/internal/pets/{pet}/clusters/latest");
        conditional.Headers.IfNoneMatch.Add(stored.Headers.ETag!);
        (await graph.Api.SendAsync(conditional)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    private static JsonElement Group(JsonElement version, Guid imageId) => version.GetProperty("clusters").EnumerateArray()
        .Single(cluster => cluster.GetProperty("members").EnumerateArray().Any(member => member.GetProperty("image_id").GetGuid() == imageId));

    private static Guid[] StableIds(JsonElement version)
        => [.. version.GetProperty("clusters").EnumerateArray().Select(cluster => cluster.GetProperty("stable_id").GetGuid())];

    private async Task<JsonElement> NextAsync(Guid pet, long version)
    {
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        var next = await WaitForVersionAsync(pet, version);
        next.GetProperty("version").GetInt64().ShouldBe(version);
        return next;
    }

    private async Task<JsonElement> WaitForVersionAsync(Guid pet, long version)
        => (await GraphFixture.EventuallyAsync(() => LatestAsync(pet), found => found?.GetProperty("version").GetInt64() >= version)).ShouldNotBeNull();

    private async Task<JsonElement?> LatestAsync(Guid pet)
    {
        using var response = await graph.Api.GetAsync($"/internal/pets/{pet}/clusters/latest");
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
