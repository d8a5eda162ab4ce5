using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MediaClusters.Tests.Graph;

/// <summary>Jobs that wait, are taken back and are queued again, through API, worker and Postgres.</summary>
[Collection(GraphCollection.Name)]
public sealed class JobAdminTests(GraphFixture graph)
{
    private readonly Guid _pet = Guid.CreateVersion7();

    [Fact]
    public async Task A_job_asked_for_before_its_photos_waits_for_them_and_runs_when_asked_for_again()
    {
        var job = await SnoozedAsync();

        await graph.PutImagesAsync(_pet, Album.Photos(_pet, 4));
        (await graph.PostJobAsync(_pet)).ShouldBe(job);

        var done = await graph.WaitForJobAsync(job);
        done.GetProperty("status").GetString().ShouldBe("succeeded");
        done.GetProperty("result_version").GetInt64().ShouldBe(1);
        (done.GetProperty("max_attempts").GetInt32() - done.GetProperty("attempts").GetInt32()).ShouldBe(4, "as after a first attempt");
    }

    [Fact]
    public async Task A_cancelled_job_runs_once_it_is_redriven()
    {
        var job = await SnoozedAsync();

        (await PostAsync($"/internal/jobs/{job}/cancel", new { reason = "no photos" }, HttpStatusCode.OK)).GetProperty("failure").GetString().ShouldBe("cancelled");
        await graph.PutImagesAsync(_pet, Album.Photos(_pet, 4));
        await PostAsync($"/internal/jobs/{job}/redrive", new { reason = "photos came" }, HttpStatusCode.Accepted);

        var done = await graph.WaitForJobAsync(job);
        done.GetProperty("result_version").GetInt64().ShouldBe(1);
        done.GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null);
        done.GetProperty("events").EnumerateArray().Select(happened => $"{happened.GetProperty("action")} {happened.GetProperty("reason")}")
            .ShouldBe(["cancelled no photos", "redriven photos came"]);
    }

    /// <summary>A job that was run without photos, and by itself would run again in an hour.</summary>
    private async Task<Guid> SnoozedAsync()
    {
        var job = await graph.PostJobAsync(_pet);
        (await GraphFixture.EventuallyAsync(
            () => graph.QueryAsync<long>($"WITH put_off AS (UPDATE cluster_jobs SET run_after = now() + interval '1 hour' WHERE id = '{job}' AND status = 'queued' AND snoozes > 0 RETURNING 1) SELECT count(*) FROM put_off"),
            put => put == 1)).ShouldBe(1);
        return job;
    }

    private async Task<JsonElement> PostAsync(string url, object body, HttpStatusCode status)
    {
        using var response = await graph.Api.PostAsJsonAsync(url, body);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
