using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Api.Clusters;

public sealed class BatchTests : IAsyncLifetime
{
    private const string BatchGet = "/internal/pets/clusters:batchGet";
    private const string LatestVersions = "/internal/pets/latest-versions";

    // Spacing that no serializer would make: the answer holds these very bytes.
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{ "version" : 1.0e0 }""");

    private readonly ApiHost _host = new();
    private readonly Guid[] _pets = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task BatchGet_answers_stored_bytes_in_the_callers_order_once_a_pet()
    {
        _host.Clusters.Add(_pets[0], Body);
        _host.Clusters.Add(_pets[2], Body, "{}"u8.ToArray());

        using var response = await PostAsync(BatchGet, Ids(_pets[3], _pets[2], _pets[0], _pets[2], _pets[1]));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"versions":[{},{ "version" : 1.0e0 }],"missing":["{{_pets[3]}}","{{_pets[1]}}"],"deferred":[]}""");
    }

    [Fact]
    public async Task BatchGet_defers_what_would_make_the_answer_too_long()
    {
        var large = new byte[33 * 1024 * 1024];
        large.AsSpan().Fill((byte)' ');
        large[0] = (byte)'1';
        foreach (var pet in _pets)
            _host.Clusters.Add(pet, large);

        using var response = await PostAsync(BatchGet, Ids(_pets));

        var answer = await response.Content.ReadAsByteArrayAsync();
        var tail = Encoding.UTF8.GetBytes($$"""],"missing":[],"deferred":["{{_pets[2]}}","{{_pets[3]}}"]}""");
        answer.Length.ShouldBe("{\"versions\":[,".Length + (2 * large.Length) + tail.Length);
        answer[^tail.Length..].ShouldBe(tail);
    }

    [Fact]
    public async Task BatchGet_with_the_store_away_from_the_start_answers_503()
    {
        _host.Clusters.OnFindMany = (_, _) => throw new TimeoutException();

        using var response = await PostAsync(BatchGet, Ids(_pets));

        await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task BatchGet_with_the_store_away_half_way_breaks_off_instead_of_looking_complete()
    {
        _host.Clusters.Add(_pets[0], Body);
        _host.Clusters.OnFindMany = (pet, _) => pet == _pets[1] ? throw new TimeoutException() : Task.CompletedTask;

        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var response = await PostAsync(BatchGet, Ids(_pets));
            await response.Content.ReadAsByteArrayAsync();
        });
    }

    [Fact]
    public async Task BatchGet_is_abandoned_with_its_caller()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var abandoned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Clusters.OnFindMany = (_, token) =>
        {
            token.Register(() => abandoned.TrySetCanceled(token));
            entered.SetResult();
            return abandoned.Task;
        };
        using var caller = new CancellationTokenSource();
        using var content = ApiHost.Json(Ids(_pets));
        var response = _host.Reader.PostAsync(BatchGet, content, caller.Token);
        await entered.Task;

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(response);
        await Should.ThrowAsync<OperationCanceledException>(abandoned.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task LatestVersions_answers_numbers_in_the_callers_order_and_leaves_out_pets_without()
    {
        _host.Clusters.Add(_pets[0], Body);
        _host.Clusters.Add(_pets[2], Body, Body);

        using var response = await PostAsync(LatestVersions, Ids(_pets[2], _pets[1], _pets[0], _pets[2]));

        (await response.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"versions":[{"pet_id":"{{_pets[2]}}","version":2},{"pet_id":"{{_pets[0]}}","version":1}]}""");
    }

    [Theory]
    [InlineData(BatchGet, 500)]
    [InlineData(LatestVersions, 5000)]
    public async Task As_many_pets_as_allowed_are_answered_and_one_more_is_refused(string url, int limit)
    {
        var pets = Enumerable.Range(0, limit + 1).Select(_ => Guid.CreateVersion7()).ToArray();

        using var accepted = await PostAsync(url, Ids(pets[1..]));
        using var refused = await PostAsync(url, Ids(pets));

        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        await refused.ShouldNameAsync("pet_ids");
        (await refused.Content.ReadAsStringAsync()).ShouldContain($"must hold 1 to {limit:N0} ids");
    }

    [Theory]
    [InlineData("{}", "pet_ids")]
    [InlineData("""{"pet_ids":null}""", "pet_ids")]
    [InlineData("""{"pet_ids":[]}""", "pet_ids")]
    [InlineData("""{"pet_ids":"019a7f3e-5a00-7000-8000-000000000001"}""", "pet_ids")]
    [InlineData("""{"pet_ids":{}}""", "pet_ids")]
    [InlineData("""{"pet_ids":["019a7f3e-5a00-7000-8000-000000000001","x"]}""", "pet_ids[1]")]
    [InlineData("""{"pet_ids":["019a7f3e-5a00-7000-8000-000000000001",null]}""", "pet_ids[1]")]
    [InlineData("""{"pet_ids":[7]}""", "pet_ids[0]")]
    [InlineData("""{"pet_ids":[["019a7f3e-5a00-7000-8000-000000000001"]]}""", "pet_ids[0]")]
    [InlineData("""{"pet_ids":[{"id":1}]}""", "pet_ids[0]")]
    [InlineData("""{"pet_ids":["00000000-0000-0000-0000-000000000000"]}""", "pet_ids[0]")]
    [InlineData("""{"pet_ids":["019a7f3e5a0070008000000000000001"]}""", "pet_ids[0]")]
    [InlineData("""{"pet_ids":["019a7f3e-5a00-7000-8000-000000000001"],"fields":[]}""", "fields")]
    [InlineData("""["019a7f3e-5a00-7000-8000-000000000001"]""", "body")]
    [InlineData("null", "body")]
    public async Task Wrong_body_names_the_field(string json, string field)
    {
        foreach (var url in new[] { BatchGet, LatestVersions })
        {
            using var response = await PostAsync(url, json);

            await response.ShouldNameAsync(field);
        }
    }

    private static string Ids(params IEnumerable<Guid> pets) =>
        new JsonObject { ["pet_ids"] = new JsonArray([.. pets.Select(pet => JsonValue.Create(pet))]) }.ToJsonString();

    private async Task<HttpResponseMessage> PostAsync(string url, string json)
    {
        using var content = ApiHost.Json(json);
        return await _host.Reader.PostAsync(url, content);
    }
}
