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
        var content = Content(answer);
        var isReadable = answer.Status is not (200 or 304) || (answer.Version is not null && (answer.Status == 304 || content is not null));
        log.Add(Call(reader.Name, Route.Latest, api, reader.Pet.Id, answer, isReadable) with { Version = answer.Version, Wanted = insist ? seen : null });
        if (answer.Status is 200 or 304 && answer.Version is { } version)
        {
            log.Add(new Sighting(reader.Name, api, reader.Pet.Id, answer.Began, answer.Ended, version));
            reader.Saw(version);
            if (content is { } hash)
                log.AddContent(reader.Pet.Id, version, hash);
        }
        else if (answer.Status == 404 && !insist)
        {
            log.Add(new Sighting(reader.Name, api, reader.Pet.Id, answer.Began, answer.Ended, 0));
        }
    }

    public async Task VersionAsync(PetAlbum pet, int api, long version)
    {
        var answer = await port.SendAsync(api, new(HttpMethod.Get, Invariant($"pets/{pet.Id}/clusters/{version}")));
        var content = Content(answer);
        log.Add(Call("version", Route.Version, api, pet.Id, answer, answer.Status != 200 || content is not null) with { Wanted = version, Version = answer.Version });
        if (answer.Version is { } told && content is { } hash)
            log.AddContent(pet.Id, told, hash);
    }

    public async Task HistoryAsync(PetAlbum pet, int api)
    {
        var answer = await port.SendAsync(api, new(HttpMethod.Get, $"pets/{pet.Id}/clusters?limit=5"));
        var newest = answer.Status == 200
            ? answer.Read(page => page.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt64()).FirstOrDefault())
            : null;
        log.Add(Call("history", Route.History, api, pet.Id, answer, answer.Status != 200 || newest is not null) with { Version = newest });
        if (newest is { } told)
            log.Add(new Sighting("history", api, pet.Id, answer.Began, answer.Ended, told) { IsOfPostgres = true });
    }

    public async Task JobAsync(Guid jobId, PetAlbum pet, int api)
    {
        var answer = await port.SendAsync(api, new(HttpMethod.Get, $"jobs/{jobId}"));
        var isReadable = answer.Status != 200 || answer.Read(job => job.GetProperty("job_id").GetGuid()) == jobId;
        log.Add(Call("job", Route.Job, api, pet.Id, answer, isReadable) with { JobId = jobId });
    }

    public Task BatchGetAsync(IReadOnlyList<PetAlbum> pets, int api) => ManyAsync(Route.BatchGet, "pets/clusters:batchGet", pets, api);

    public Task LatestVersionsAsync(IReadOnlyList<PetAlbum> pets, int api) => ManyAsync(Route.LatestVersions, "pets/latest-versions", pets, api);

    private async Task ManyAsync(Route route, string path, IReadOnlyList<PetAlbum> pets, int api)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { pet_ids = pets.Select(pet => pet.Id) })) { Headers = { ContentType = new("application/json") } };
        var answer = await port.SendAsync(api, new(HttpMethod.Post, path) { Content = content });
        var found = answer.Status == 200 ? answer.Read(ReadMany) : null;
        log.Add(Call($"{route}", route, api, Guid.Empty, answer, answer.Status != 200 || found is not null));
        if (found is not (var versions, var deferred))
            return;

        foreach (var pet in pets.Where(pet => !deferred.Contains(pet.Id)))
        {
            var version = versions.GetValueOrDefault(pet.Id);
            log.Add(new Sighting($"{route}", api, pet.Id, answer.Began, answer.Ended, version) { IsOfPostgres = route.IsReadOfPostgres() });
            pet.Saw(version);
        }
    }

    private static (Dictionary<Guid, long> Versions, HashSet<Guid> Deferred) ReadMany(JsonElement page) => (
        page.GetProperty("versions").EnumerateArray().ToDictionary(version => version.GetProperty("pet_id").GetGuid(), version => version.GetProperty("version").GetInt64()),
        page.TryGetProperty("deferred", out var ids) ? ids.EnumerateArray().Select(id => id.GetGuid()).ToHashSet() : []);

    private static ulong? Content(Answer answer) => answer.Status == 200 && answer.Decode() is { } body ? BodyHash.Of(body.Span) : null;

    public static Call Call(string caller, Route route, int api, Guid petId, Answer answer, bool isReadable = true) => new(caller, route, api, petId, answer.Began, answer.Ended)
    {
        Status = answer.Status,
        Failure = isReadable ? answer.Failure : History.Call.Unreadable,
        RetryAfter = answer.RetryAfter,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
