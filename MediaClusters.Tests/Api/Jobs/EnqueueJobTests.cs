using System.Net;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Api.Jobs;

public sealed class EnqueueJobTests : IAsyncLifetime
{
    private const string Pet = "019a7f3e-5a00-7000-8000-000000000001";

    private readonly ApiHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Post_answers_202_with_the_job_and_its_location()
    {
        using var response = await PostAsync($$"""{"pet_id":"{{Pet}}"}""");

        var job = await response.ShouldBeJsonAsync(HttpStatusCode.Accepted);
        response.Headers.Location!.OriginalString.ShouldBe($"/internal/jobs/{job["job_id"]!.GetValue<string>()}");
        job["pet_id"]!.GetValue<string>().ShouldBe(Pet);
        job["status"]!.GetValue<string>().ShouldBe("queued");
        job["disposition"]!.GetValue<string>().ShouldBe("created");
    }

    [Fact]
    public async Task Post_every_field_reaches_the_queue()
    {
        using var response = await PostAsync(
            $$$"""{"pet_id":"{{{Pet}}}","reason":"new photos","force":true,"priority":-100,"metadata":{"ticket":7}}""", "key 1~");

        await response.ShouldBeJsonAsync(HttpStatusCode.Accepted);
        var request = _host.Jobs.Requests.ShouldHaveSingleItem();
        request.TraceParent.ShouldNotBeNull().ShouldStartWith("00-");
        (request with { TraceParent = null })
            .ShouldBe(new EnqueueRequest(Guid.Parse(Pet), "new photos", true, -100, """{"ticket":7}""", "key 1~"));
    }

    [Fact]
    public async Task Post_rerun_is_told_in_snake_case()
    {
        _host.Jobs.OnEnqueue = _ => new(Guid.CreateVersion7(), ClusterJobStatus.Processing, EnqueueDisposition.RerunRequested);

        using var response = await PostAsync($$"""{"pet_id":"{{Pet}}"}""");

        (await response.ShouldBeJsonAsync(HttpStatusCode.Accepted))["disposition"]!.GetValue<string>().ShouldBe("rerun_requested");
    }

    [Fact]
    public async Task Post_reused_key_answers_422()
    {
        _host.Jobs.OnEnqueue = _ => new(Guid.Empty, ClusterJobStatus.Queued, EnqueueDisposition.KeyReused);

        using var response = await PostAsync($$"""{"pet_id":"{{Pet}}"}""", "once");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
        problem["type"]!.GetValue<string>().ShouldEndWith(":idempotency-key-reused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("sch\u00f6n")]
    [InlineData("a\tb")]
    [InlineData(null)]
    public async Task Post_malformed_key_names_the_header(string? key)
    {
        using var response = await PostAsync($$"""{"pet_id":"{{Pet}}"}""", key ?? new string('k', 256));

        await response.ShouldNameAsync("Idempotency-Key");
        _host.Jobs.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}", "pet_id")]
    [InlineData("""{"pet_id":null}""", "pet_id")]
    [InlineData("""{"pet_id":7}""", "pet_id")]
    [InlineData("""{"pet_id":"not-a-uuid"}""", "pet_id")]
    [InlineData("""{"pet_id":"00000000-0000-0000-0000-000000000000"}""", "pet_id")]
    [InlineData("""{"pet_id":"$","petId":"$"}""", "petId")]
    [InlineData("""{"pet_id":"$","pet_id":"$"}""", "pet_id")]
    [InlineData("""{"pet_id":"$","force":"true"}""", "force")]
    [InlineData("""{"pet_id":"$","priority":"1"}""", "priority")]
    [InlineData("""{"pet_id":"$","priority":1.5}""", "priority")]
    [InlineData("""{"pet_id":"$","priority":101}""", "priority")]
    [InlineData("""{"pet_id":"$","priority":-101}""", "priority")]
    [InlineData("""{"pet_id":"$","priority":99999999999}""", "priority")]
    [InlineData("""{"pet_id":"$","reason":"\u0000"}""", "reason")]
    [InlineData("""{"pet_id":"$","metadata":[]}""", "metadata")]
    public async Task Post_wrong_field_names_it(string body, string field)
    {
        using var response = await PostAsync(body.Replace("$", Pet, StringComparison.Ordinal));

        await response.ShouldNameAsync(field);
        _host.Jobs.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"a":"$"}""")]
    [InlineData("""{"$":1}""")]
    public async Task Post_bytes_that_are_no_text_name_the_metadata(string metadata)
    {
        using var content = NoText.Json($$"""{"pet_id":"{{Pet}}","metadata":{{metadata}}}""");

        using var response = await _host.Client.PostAsync("/internal/cluster-jobs", content);

        await response.ShouldNameAsync("metadata");
    }

    [Fact]
    public async Task Post_too_long_values_name_their_fields()
    {
        using var response = await PostAsync(
            $$$"""{"pet_id":"{{{Pet}}}","reason":"{{{new string('r', 201)}}}","metadata":{"a":"{{{new string('m', 16 * 1024)}}}"}}""");

        await response.ShouldNameAsync("reason", "metadata");
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/cluster-jobs") { Content = ApiHost.Json(body) };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await _host.Client.SendAsync(request);
    }
}
