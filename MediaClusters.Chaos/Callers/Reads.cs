using System.Globalization;
using System.Text.Json;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Callers;

/// <summary>The requests that change nothing. Each is written down, and what it shows of a pet's newest version.</summary>
internal sealed class Reads(ApiPort port, CallLog log)
{
    public async Task LatestAsync(Reader reader, int api, bool ifNoneMatch, bool insist, bool compressed)
    {
        var seen = reader.Seen;
        insist &= seen > 0;
        var request = new HttpRequestMessage(HttpMethod.Get, $"pets/{reader.Pet.Id}/clusters/latest{(insist ? Invariant($"?min_version={seen}") : "")}");
        if (ifNoneMatch && seen > 0)
            request.Headers.TryAddWithoutValidation("If-None-Match", Invariant($"\"v{seen}\""));
        if (compressed)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");

        var answer = await port.SendAsync(api, request);
        log.Add(Call(reader.Name, Route.Latest, api, reader.Pet.Id, answer) with { Version = answer.Version, Wanted = insist ? seen : null });
        if (answer.Status is 200 or 304 && answer.Version is { } version)
        {
            log.Add(new Sighting(reader.Name, api, reader.Pet.Id, answer.Began, answer.Ended, version));
            reader.Saw(version);
            if (answer.Status == 200 && !compressed)
                log.AddContent(reader.Pet.Id, version, BodyHash.Of(answer.Body));
        }
        else if (answer.Status == 404 && !insist)
        {
            log.Add(new Sighting(reader.Name, api, reader.Pet.Id, answer.Began, answer.Ended, 0));
        }
    }

    public async Task VersionAsync(PetAlbum pet, int api, long version)
    {
        var answer = await port.SendAsync(api, new(HttpMethod.Get, Invariant($"pets/{pet.Id}/clusters/{version}")));
        log.Add(Call("version", Route.Version, api, pet.Id, answer) with { Wanted = version, Version = answer.Version });
        if (answer is { Status: 200, Version: { } told })
            log.AddContent(pet.Id, told, BodyHash.Of(answer.Body));
    }

    public async Task HistoryAsync(PetAlbum pet, int api)
    {
        var answer = await port.SendAsync(api, new(HttpMethod.Get, $"pets/{pet.Id}/clusters?limit=5"));
        long? newest = null;
        if (answer.Status == 200)
        {
            using var page = JsonDocument.Parse(answer.Body);
            newest = page.RootElement.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt64()).FirstOrDefault();
            log.Add(new Sighting("history", api, pet.Id, answer.Began, answer.Ended, newest.Value));
        }

        log.Add(Call("history", Route.History, api, pet.Id, answer) with { Version = newest });
    }

    public async Task JobAsync(Guid jobId, PetAlbum pet, int api)
    {
        var answer = await port.SendAsync(api, new(HttpMethod.Get, $"jobs/{jobId}"));
        log.Add(Call("job", Route.Job, api, pet.Id, answer) with { JobId = jobId });
    }

    public Task BatchGetAsync(IReadOnlyList<PetAlbum> pets, int api) => ManyAsync(Route.BatchGet, "pets/clusters:batchGet", pets, api);

    public Task LatestVersionsAsync(IReadOnlyList<PetAlbum> pets, int api) => ManyAsync(Route.LatestVersions, "pets/latest-versions", pets, api);

    private async Task ManyAsync(Route route, string path, IReadOnlyList<PetAlbum> pets, int api)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { pet_ids = pets.Select(pet => pet.Id) })) { Headers = { ContentType = new("application/json") } };
        var answer = await port.SendAsync(api, new(HttpMethod.Post, path) { Content = content });
        log.Add(Call($"{route}", route, api, Guid.Empty, answer));
        if (answer.Status != 200)
            return;

        using var page = JsonDocument.Parse(answer.Body);
        var versions = page.RootElement.GetProperty("versions").EnumerateArray()
            .ToDictionary(version => version.GetProperty("pet_id").GetGuid(), version => version.GetProperty("version").GetInt64());
        var deferred = page.RootElement.TryGetProperty("deferred", out var ids) ? ids.EnumerateArray().Select(id => id.GetGuid()).ToHashSet() : [];
        foreach (var pet in pets.Where(pet => !deferred.Contains(pet.Id)))
        {
            var version = versions.GetValueOrDefault(pet.Id);
            log.Add(new Sighting($"{route}", api, pet.Id, answer.Began, answer.Ended, version));
            pet.Saw(version);
        }
    }

    public static Call Call(string caller, Route route, int api, Guid petId, Answer answer) => new(caller, route, api, petId, answer.Began, answer.Ended)
    {
        Status = answer.Status,
        Failure = answer.Failure,
        RetryAfter = answer.RetryAfter,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
