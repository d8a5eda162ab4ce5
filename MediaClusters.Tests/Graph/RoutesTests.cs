using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MediaClusters.Tests.Graph;

/// <summary>What is done to a pet besides photos and jobs, through API, worker, Postgres and Redis.</summary>
[Collection(GraphCollection.Name)]
public sealed class RoutesTests(GraphFixture graph)
{
    private static readonly string[] Tables = ["pet_images", "cluster_jobs", "pet_clusters", "pets"];

    private readonly Guid _pet = Guid.CreateVersion7();

    [Fact]
    public async Task A_restored_version_is_the_newest_until_a_photo_changes()
    {
        await WriteVersionsAsync();
        var first = await graph.Api.GetStringAsync($"/internal/pets/{_pet}/clusters/1");
        var head = (await LatestAsync())!.Value;

        using var response = await graph.Api.PostAsJsonAsync($"/internal/pets/{_pet}/clusters/1/restore", new { reason = "test", expected_latest_version = 2 });

        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var latest = (await LatestAsync())!.Value;
        latest.GetProperty("version").GetInt64().ShouldBe(3);
        var created = latest.GetProperty("created_at").GetString()!;
        (await graph.Api.GetStringAsync(response.Headers.Location)).ShouldBe(
            first.Replace("\"version\":1", "\"version\":3", StringComparison.Ordinal).Replace(JsonDocument.Parse(first).RootElement.GetProperty("created_at").GetString()!, created, StringComparison.Ordinal)
                .Replace("\"changes\":[]", "\"changes\":null", StringComparison.Ordinal));
        head.GetProperty("image_count").GetInt32().ShouldNotBe(latest.GetProperty("image_count").GetInt32());

        (await graph.WaitForJobAsync(await graph.PostJobAsync(_pet))).GetProperty("result_version").GetInt64().ShouldBe(3);
        (await graph.WaitForJobAsync(await graph.PostJobAsync(_pet, force: true))).GetProperty("result_version").GetInt64().ShouldBe(4);
        (await LatestAsync())!.Value.GetProperty("image_count").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Many_pets_are_answered_in_one_call()
    {
        await WriteVersionsAsync();
        var nobody = Guid.CreateVersion7();
        var latest = await graph.Api.GetStringAsync($"/internal/pets/{_pet}/clusters/latest");

        using var batch = await graph.Api.PostAsJsonAsync("/internal/pets/clusters:batchGet", new { pet_ids = new[] { nobody, _pet } });
        using var versions = await graph.Api.PostAsJsonAsync("/internal/pets/latest-versions", new { pet_ids = new[] { nobody, _pet } });

        (await batch.Content.ReadAsStringAsync()).ShouldBe($$"""{"versions":[{{latest}}],"missing":["{{nobody}}"],"deferred":[]}""");
        (await versions.Content.ReadAsStringAsync()).ShouldBe($$"""{"versions":[{"pet_id":"{{_pet}}","version":2}]}""");
    }

    [Fact]
    public async Task A_deleted_pet_is_gone_everywhere_and_may_come_again()
    {
        await WriteVersionsAsync();
        (await LatestAsync()).ShouldNotBeNull();

        using var response = await graph.Api.DeleteAsync($"/internal/pets/{_pet}?reason=test");

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToString());
        answer.GetProperty("removed").GetProperty("pet_clusters").GetInt64().ShouldBe(2);
        (await LatestAsync()).ShouldBeNull();
        (await graph.Api.GetAsync($"/internal/pets/{_pet}/clusters/1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await graph.Api.DeleteAsync($"/internal/pets/{_pet}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var table in Tables)
            (await graph.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE pet_id = '{_pet}'")).ShouldBe(0, table);
        (await graph.QueryAsync<string>($"SELECT requested_by || ' ' || reason || ' ' || version FROM pet_deletions WHERE pet_id = '{_pet}'")).ShouldEndWith(" test 3");

        await graph.PutImagesAsync(_pet, Album.Photos(_pet, 4));
        (await graph.WaitForJobAsync(await graph.PostJobAsync(_pet))).GetProperty("result_version").GetInt64().ShouldBe(4);
        (await GraphFixture.EventuallyAsync(LatestAsync, latest => latest is not null)).ShouldNotBeNull().GetProperty("version").GetInt64().ShouldBe(4);
    }

    private async Task WriteVersionsAsync()
    {
        await graph.PutImagesAsync(_pet, Album.Photos(_pet, 4));
        await graph.WaitForJobAsync(await graph.PostJobAsync(_pet));
        await graph.PutImagesAsync(_pet, Album.Photos(_pet, 1, first: 4));
        (await graph.WaitForJobAsync(await graph.PostJobAsync(_pet))).GetProperty("result_version").GetInt64().ShouldBe(2);
    }

    private async Task<JsonElement?> LatestAsync()
    {
        using var response = await graph.Api.GetAsync($"/internal/pets/{_pet}/clusters/latest");
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
