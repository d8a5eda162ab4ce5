using System.Globalization;
using System.Text.Json;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Callers;

/// <summary>The requests that change something. Where the answer was lost they are sent again, as a careful caller does.</summary>
internal sealed class Writes(ApiPort port, CallLog log)
{
    private const int Tries = 12;
    private static readonly string[] Cancelled = ["cancelled"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds photos to a pet, or changes some of it.</summary>
    public async Task PutImagesAsync(PetAlbum pet, IReadOnlyList<Guid> imageIds, bool stay, int api, Random random)
    {
        foreach (var imageId in imageIds)
            pet.Sending(imageId, stay);
        var body = PhotoMaker.Body(pet, imageIds, random);
        var answer = await RepeatAsync(Route.PutImages, pet, api, () => new(HttpMethod.Put, $"pets/{pet.Id}/images") { Content = Json(body) });
        if (!answer.Succeeded)
            return;
        foreach (var imageId in imageIds)
            pet.Accepted(imageId);
    }

    public async Task DeleteImageAsync(PetAlbum pet, Guid imageId, int api)
    {
        // Not repeated by itself: the second answer would be 404.
        var answer = await port.SendAsync(api, new(HttpMethod.Delete, $"pets/{pet.Id}/images/{imageId}"));
        log.Add(Reads.Call("writer", Route.DeleteImage, api, pet.Id, answer));
        if (answer.Succeeded)
            pet.Deleted(imageId);
    }

    /// <summary>Asks for a job, under one key however often it has to ask.</summary>
    /// <returns>The job; null when nobody took it.</returns>
    public async Task<Guid?> PostJobAsync(PetAlbum pet, string key, bool force, int priority, int api)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { pet_id = pet.Id, force, priority, reason = "chaos", metadata = new { key } });
        var answer = await RepeatAsync(
            Route.PostJob,
            pet,
            api,
            () => new(HttpMethod.Post, "cluster-jobs") { Content = Json(body), Headers = { { "Idempotency-Key", key } } },
            (call, answered) => call with { Key = key, JobId = JobId(answered), Failure = answered.Status == 202 && JobId(answered) is null ? Call.Unreadable : call.Failure });
        return JobId(answer);
    }

    /// <summary>Makes the version before the newest one the newest again, unless another came meanwhile.</summary>
    public async Task RestoreAsync(PetAlbum pet, long newest, int api)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { reason = "chaos", allow_missing_photos = true, expected_latest_version = newest });
        var path = string.Create(CultureInfo.InvariantCulture, $"pets/{pet.Id}/clusters/{newest - 1}/restore");
        await RepeatAsync(Route.Restore, pet, api, () => new(HttpMethod.Post, path) { Content = Json(body) }, (call, _) => call with { Wanted = newest - 1 });
    }

    /// <summary>Calls a job off, if it has not begun.</summary>
    public Task CancelAsync(PetAlbum pet, Guid jobId, int api) => RepeatAsync(
        Route.Cancel, pet, api, () => new(HttpMethod.Post, $"jobs/{jobId}/cancel") { Content = Json("{}"u8.ToArray()) }, (call, _) => call with { JobId = jobId });

    /// <summary>Has jobs that were called off run after all.</summary>
    public Task RedriveAsync(PetAlbum pet, int api)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { failure = Cancelled, limit = 5, reason = "chaos" });
        return RepeatAsync(Route.Redrive, pet, api, () => new(HttpMethod.Post, "./jobs:redrive") { Content = Json(body) });
    }

    private async Task<Answer> RepeatAsync(Route route, PetAlbum pet, int api, Func<HttpRequestMessage> request, Func<Call, Answer, Call>? complete = null)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await port.SendAsync(api, request());
            var call = Reads.Call("writer", route, api, pet.Id, answer);
            log.Add(complete is null ? call : complete(call, answer));
            if (!answer.IsUnknown || tries == Tries)
                return answer;
            await Task.Delay(Pause * tries);
            api = (api + 1) % port.Count;
        }
    }

    private static Guid? JobId(Answer answer) => answer.Status == 202 ? answer.Read(job => job.GetProperty("job_id").GetGuid()) : null;

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };
}
