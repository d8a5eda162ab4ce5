using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MediaClusters.Tests.Graph;

namespace MediaClusters.Tests.Api.Limits;

public sealed class CallerLimitTests
{
    private const string Jobs = "/internal/cluster-jobs";

    // So slow that none is given back while a test runs.
    private static readonly (string, string)[] TwoRequests = [("0:RequestsPerSecond", "0.01"), ("0:Burst", "2")];

    private readonly Guid _pet = Guid.CreateVersion7();

    private string Latest => $"/internal/pets/{_pet}/clusters/latest";

    private string First => $"/internal/pets/{_pet}/clusters/1";

    private string History => $"/internal/pets/{_pet}/clusters";

    [Fact]
    public async Task Caller_beyond_its_burst_is_told_when_to_come_back()
    {
        await using var host = await StartAsync(TwoRequests);

        using (await GetAsync(host.Client, History, HttpStatusCode.OK))
        using (await GetAsync(host.Client, History, HttpStatusCode.OK))
        {
        }

        using var refused = await host.Client.GetAsync(History);
        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
        problem["type"]!.GetValue<string>().ShouldEndWith(":too-many-requests");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(100));
        using var other = await GetAsync(host.Reader, History, HttpStatusCode.OK);
        (await host.Anonymous.GetStringAsync("/metrics")).ShouldContain("mediaclusters_requests_limited_total{otel_scope_name=\"MediaClusters.Api\"} 1");
    }

    [Fact]
    public async Task All_ways_to_an_answer_draw_on_one_limit()
    {
        await using var host = await StartAsync(("0:RequestsPerSecond", "0.01"), ("0:Burst", "4"));
        host.Clusters.Add(_pet, "{}"u8.ToArray());

        foreach (var path in (string[])[Latest, First, History, $"{Latest}?min_version=1"])
        {
            using var answer = await GetAsync(host.Client, path, HttpStatusCode.OK);
        }

        foreach (var path in (string[])[Latest, First, History, $"{Latest}?min_version=1", "/internal/nothing", "/openapi/v1.json"])
        {
            using var refused = await host.Client.GetAsync(path);
            await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull(path);
        }
    }

    [Fact]
    public async Task Limit_is_given_back_with_time()
    {
        await using var host = await StartAsync(("0:RequestsPerSecond", "4"), ("0:Burst", "1"));
        using (await GetAsync(host.Client, History, HttpStatusCode.OK))
        {
        }

        (await GraphFixture.EventuallyAsync(() => StatusAsync(host.Client, Latest), status => status != HttpStatusCode.TooManyRequests)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Probes_and_scrapes_are_not_limited_though_they_bear_the_token()
    {
        await using var host = await StartAsync(TwoRequests);

        for (var i = 0; i < 5; i++)
        {
            foreach (var path in (string[])["/alive", "/metrics"])
                (await StatusAsync(host.Client, path)).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Callers_without_a_limit_are_never_refused()
    {
        await using var host = await StartAsync();

        for (var i = 0; i < 300; i++)
            (await StatusAsync(host.Client, Latest)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_above_the_callers_limit_is_refused_with_413(bool chunked)
    {
        await using var host = await StartAsync(("0:MaxBodyBytes", "300"));
        using var content = ApiHost.Json($$"""{"pet_id":"{{_pet}}","reason":"a"{{new string(' ', 1_000)}}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, Jobs) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using var refused = await host.Client.SendAsync(request);

        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        problem["errors"]!["body"]![0]!.GetValue<string>().ShouldContain("300");
        host.Jobs.Requests.ShouldBeEmpty();
        using var small = await host.Client.PostAsync(Jobs, ApiHost.Json($$"""{"pet_id":"{{_pet}}"}"""));
        small.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Body_that_is_announced_too_large_is_refused_before_it_is_sent()
    {
        await using var host = await StartAsync(("0:MaxBodyBytes", "1000"));
        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT {ImageJson.Url(_pet)} HTTP/1.1\r\nHost: api\r\n{ApiHost.TokenHeader}\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n"));
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 413 Payload Too Large");
    }

    [Fact]
    public async Task Callers_limit_does_not_raise_the_routes()
    {
        await using var host = await StartAsync(("0:MaxBodyBytes", "100000000"));
        using var content = new ByteArrayContent(new byte[2_000_000]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        using var refused = await host.Client.PostAsync(Jobs, content);

        (await refused.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge))["errors"]!["body"]![0]!.GetValue<string>().ShouldContain("1048576");
    }

    private static async Task<ApiHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = new ApiHost { Settings = settings.ToDictionary(s => $"Authentication:Tokens:{s.Key}", s => (string?)s.Value, StringComparer.Ordinal) };
        await host.InitializeAsync();
        return host;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, HttpStatusCode status)
    {
        var response = await client.GetAsync(path);
        response.StatusCode.ShouldBe(status, path);
        return response;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }
}
