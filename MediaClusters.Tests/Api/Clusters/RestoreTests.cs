using System.Net;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Api.Clusters;

public sealed class RestoreTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();
    private readonly Guid _pet = Guid.CreateVersion7();

    private string Url => $"/internal/pets/{_pet}/clusters/2/restore";

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Restore_answers_201_with_the_new_version_and_where_it_is()
    {
        _host.Pets.Restored = new(RestoreOutcome.Restored, new(5, Guid.CreateVersion7(), FakeJobs.Noon), 5);

        using var response = await PostAsync("""{"reason":"worse groups","allow_missing_photos":true,"expected_latest_version":4}""");

        (await response.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"pet_id":"{{_pet}}","version":5,"restored_from":2,"created_at":"2026-01-31T12:00:00Z"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe($"/internal/pets/{_pet}/clusters/5");
        _host.Pets.Restores.ShouldBe([new(_pet, 2, AllowMissingPhotos: true, ExpectedLatestVersion: 4)]);
    }

    [Fact]
    public async Task Restore_without_a_body_takes_the_defaults()
    {
        using var none = await _host.Client.PostAsync(Url, content: null);
        using var empty = await PostAsync("{}");

        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        empty.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _host.Pets.Restores.ShouldBe([new(_pet, 2), new(_pet, 2)]);
    }

    [Theory]
    [InlineData(RestoreOutcome.NotFound, HttpStatusCode.NotFound, ":not-found")]
    [InlineData(RestoreOutcome.AlreadyLatest, HttpStatusCode.Conflict, ":already-latest")]
    [InlineData(RestoreOutcome.LatestMoved, HttpStatusCode.Conflict, ":latest-version-moved")]
    [InlineData(RestoreOutcome.PhotosMissing, HttpStatusCode.Conflict, ":photos-missing")]
    public async Task Restore_refused_says_why(RestoreOutcome outcome, HttpStatusCode status, string type)
    {
        var missing = Guid.CreateVersion7();
        _host.Pets.Restored = new(outcome, Version: null, LatestVersion: 9, outcome == RestoreOutcome.PhotosMissing ? new(11, [missing]) : null);

        using var response = await PostAsync("{}");

        var problem = await response.ShouldBeProblemAsync(status);
        problem["type"]!.GetValue<string>().ShouldEndWith(type);
        if (outcome is RestoreOutcome.AlreadyLatest or RestoreOutcome.LatestMoved)
            problem["latest_version"]!.GetValue<long>().ShouldBe(9);
        if (outcome != RestoreOutcome.PhotosMissing)
            return;
        problem["missing_count"]!.GetValue<int>().ShouldBe(11);
        problem["missing_image_ids"]!.AsArray().ShouldHaveSingleItem()!.GetValue<Guid>().ShouldBe(missing);
    }

    [Theory]
    [InlineData("""{"reason":"line\nbreak"}""", "reason")]
    [InlineData("""{"reason":7}""", "reason")]
    [InlineData("""{"reason":"\ud800"}""", "reason")]
    [InlineData("""{"allow_missing_photos":"yes"}""", "allow_missing_photos")]
    [InlineData("""{"expected_latest_version":0}""", "expected_latest_version")]
    [InlineData("""{"expected_latest_version":"4"}""", "expected_latest_version")]
    [InlineData("""{"expected_latest_version":4.5}""", "expected_latest_version")]
    [InlineData("""{"expected_latest_version":9223372036854775808}""", "expected_latest_version")]
    [InlineData("""{"version":2}""", "version")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    public async Task Restore_with_a_wrong_body_names_the_field(string json, string field)
    {
        using var response = await PostAsync(json);

        await response.ShouldNameAsync(field);
        _host.Pets.Restores.ShouldBeEmpty();
    }

    [Fact]
    public async Task Restore_with_a_reason_too_long_names_it()
    {
        using var response = await PostAsync($$"""{"reason":"{{new string('x', 201)}}"}""");

        await response.ShouldNameAsync("reason");
    }

    private async Task<HttpResponseMessage> PostAsync(string json)
    {
        using var content = ApiHost.Json(json);
        return await _host.Client.PostAsync(Url, content);
    }
}
