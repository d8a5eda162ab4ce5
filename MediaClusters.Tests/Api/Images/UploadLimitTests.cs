using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Tests.Api.Images;

public sealed class UploadLimitTests
{
    private const int TooMuch = 65 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_65_MB_is_refused_with_413(bool chunked)
    {
        await using var host = await StartAsync();
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(
            "{\"images\":[" + new string(' ', TooMuch) + "]}"));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, ImageJson.Url(Guid.CreateVersion7())) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        using var response = await host.Client.SendAsync(request);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        problem["errors"]!["body"]![0]!.GetValue<string>().ShouldContain("67108864");
    }

    [Theory]
    [InlineData("""{"metadata":{"a":["*"]}}""")]
    [InlineData("""{"embedding":[*]}""")]
    [InlineData("""{"model":"*"}""")]
    [InlineData("""{"*":1}""")]
    public async Task Put_single_value_of_4_MB_is_refused_without_reading_it_all(string photo)
    {
        await using var host = await StartAsync();
        var body = ImageJson.Batch(photo.Replace("*", string.Concat(Enumerable.Repeat("1, ", 1_400_000)) + "1", StringComparison.Ordinal));

        using var response = await host.Client.PutAsync(ImageJson.Url(Guid.CreateVersion7()), ApiHost.Json(body));

        await response.ShouldNameAsync("body");
    }

    [Fact]
    public async Task Post_job_of_more_than_1_MiB_is_refused_with_413()
    {
        await using var host = await StartAsync();

        using var response = await host.Client.PostAsync(
            "/internal/cluster-jobs", ApiHost.Json($$"""{"reason":"{{new string('x', 1024 * 1024)}}"}"""));

        await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Put_without_token_is_refused_before_its_body_arrives()
    {
        await using var host = await StartAsync();
        var address = host.Anonymous.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();

        // The headers promise a body that never comes.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT {ImageJson.Url(Guid.CreateVersion7())} HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"));
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 401 Unauthorized");
    }

    [Fact]
    public async Task Put_beyond_permits_and_queue_is_told_to_come_back()
    {
        await using var host = await StartAsync(("ImageUploads:MaxConcurrent", "1"), ("ImageUploads:QueueLimit", "0"));
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Images.OnUpsert = async (_, _) =>
        {
            entered.SetResult();
            await release.Task;
            return null;
        };
        var first = PutAsync(host);
        await entered.Task;

        using var second = await PutAsync(host);
        release.SetResult();
        using var answer = await first;

        await second.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        second.Headers.RetryAfter.ShouldNotBeNull();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Put_that_waits_too_long_for_its_turn_is_not_taken_for_stored()
    {
        await using var host = await StartAsync(("ImageUploads:MaxConcurrent", "1"), ("ImageUploads:Timeout", "00:00:01"));

        // The first request takes longest: it is not to use up its time before it has its turn.
        using (await PutAsync(host))
        {
        }

        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Images.OnUpsert = async (_, _) =>
        {
            entered.SetResult();
            await release.Task;
            return null;
        };
        var first = PutAsync(host);
        await entered.Task;

        using var second = await PutAsync(host);
        release.SetResult();
        using var answer = await first;

        await second.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        second.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Put_that_has_its_turn_and_takes_too_long_answers_408()
    {
        await using var host = await StartAsync(("ImageUploads:Timeout", "00:00:01"));
        var never = new TaskCompletionSource<UpsertResult?>();
        host.Images.OnUpsert = (_, cancellationToken) => never.Task.WaitAsync(cancellationToken);

        using var response = await PutAsync(host);

        await response.ShouldBeProblemAsync(HttpStatusCode.RequestTimeout);
    }

    [Fact]
    public async Task Put_that_trickles_makes_way_for_the_next()
    {
        await using var host = await StartAsync(
            ("ImageUploads:MaxConcurrent", "1"), ("ImageUploads:SlowStart", "00:00:01.5"), ("ImageUploads:Timeout", "00:01:00"));
        var address = host.Client.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT {ImageJson.Url(Guid.CreateVersion7())} HTTP/1.1\r\nHost: api\r\n{ApiHost.TokenHeader}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"));

        // The server asks for the body when the upload has its turn; its own floor would be content with this for long.
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 100 Continue");
        await stream.WriteAsync(new byte[50_000].Select(_ => (byte)' ').ToArray());

        using var next = await PutAsync(host).WaitAsync(TimeSpan.FromSeconds(30));

        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        await reader.ReadLineAsync();
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 408 Request Timeout");
    }

    private static async Task<ApiHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = new ApiHost { Settings = settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal) };
        await host.InitializeAsync();
        return host;
    }

    private static Task<HttpResponseMessage> PutAsync(ApiHost host) =>
        host.Client.PutAsync(ImageJson.Url(Guid.CreateVersion7()), ApiHost.Json(ImageJson.Batch(ImageJson.Photo())));
}
